package io.mailbuoy.classifier.core.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// How long a target usually takes in one respect, and when a probe counts as slow.
///
/// Two quantiles of the target's own durations are followed by stochastic approximation (Robbins
/// and Monro 1951): the median, and the distance on the logarithmic scale from there to the 95 %
/// quantile. Each probe moves them by a bounded step that does not depend on how far off it is, so
/// a duration of ten times the usual counts no more than one a little above. The median follows a
/// change with a time constant of some fifty probes, so the rhythm of a day is normal and a
/// doubling within minutes is not.
///
/// A probe is slow when it is above the 95 % quantile, and also above 1.6 times the median and 50
/// ms more than that, because less is nothing that people feel. Whether one was is all that goes
/// further: a stream of yes and no with a known share of yes, for the same test that failures get.
public final class Pace {
  /// So many probes are needed before any counts as slow.
  private static final int LEARNED = 60;

  private static final double UPPER = 0.95;

  /// A normal distribution has its 95 % quantile this many deviations above its median.
  private static final double UPPER_DEVIATIONS = 1.645;

  private static final double LEAST_FACTOR = 1.6;
  private static final double LEAST_SPREAD = Math.log(LEAST_FACTOR);
  private static final double LEAST_MILLIS = 50;

  /// Steps, in deviations for the median and as a share for the spread; larger while little is
  /// known.
  private static final double STEP = 0.05;

  private static final double FIRST_STEPS = 2.5;
  private static final double NARROWEST = 0.01;
  private static final double WIDEST = 3;

  private float median;
  private float spread = (float) LEAST_SPREAD;
  private int seen;

  /// Whether enough is known to call a probe slow.
  public boolean known() {
    return seen >= LEARNED;
  }

  /// Whether a duration is slow.
  public boolean slow(int millis) {
    return seen >= LEARNED && millis > limit();
  }

  /// Above how many milliseconds a probe counts as slow.
  public double limit() {
    double factor = spread <= LEAST_SPREAD ? LEAST_FACTOR : Math.exp(spread);
    return Math.max(median * factor, median + LEAST_MILLIS);
  }

  /// The median, in milliseconds; 0 while nothing is known.
  public long usual() {
    return Math.round(median);
  }

  /// Takes a duration for normal.
  ///
  /// @param millis more than 0
  public void learn(int millis) {
    if (seen == 0) {
      median = millis;
      seen = 1;
      return;
    }
    seen = Math.min(seen + 1, LEARNED * 50);
    double step = Math.max(STEP, FIRST_STEPS / seen);
    boolean beyond = millis > median * Math.exp(spread);
    double deviation = spread / UPPER_DEVIATIONS;
    int side = Float.compare(millis, median);
    median *= (float) Math.exp(step * deviation * side / 2);
    spread *= (float) Math.exp(step * ((beyond ? 1 : 0) - (1 - UPPER)));
    spread = Math.clamp(spread, (float) NARROWEST, (float) WIDEST);
  }

  public void writeTo(DataOutput out) throws IOException {
    out.writeFloat(median);
    out.writeFloat(spread);
    out.writeShort(seen);
  }

  public void readFrom(DataInput in) throws IOException {
    median = in.readFloat();
    spread = in.readFloat();
    seen = in.readShort();
  }
}
