package io.mailbuoy.classifier.core.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// Page's cumulative sum (1954) for a stream of probes that each fail or succeed, run against
/// several failure rates at once.
///
/// Each failure adds `ln(p1 / p0)` and each success adds `ln((1 - p1) / (1 - p0))`, and a sum never
/// falls below zero. The moment at which the sum that raised the alarm last left zero is the
/// maximum-likelihood estimate of when the fault began. A consecutive-failures rule is the special
/// case `p1 = 1`; the lower rates see a fault that comes and goes, which such a rule never does.
public final class Cusum {
  /// The failure rates that are looked for.
  private static final double[] RATES = {0.05, 0.10, 0.30, 1.0};

  /// A rate must be this many times the baseline to be told from it.
  private static final double LEAST_RATIO = 2;

  private final double[] sums = new double[RATES.length];
  private final long[] leftZeroAt = new long[RATES.length];
  private final int[] samples = new int[RATES.length];

  /// How many failure rates are looked for at once.
  public static int rates() {
    return RATES.length;
  }

  /// Takes one first attempt.
  ///
  /// @param baseline the probability with which it fails when nothing is wrong
  /// @param at its time in milliseconds since 1970
  public void add(boolean failed, double baseline, long at) {
    if (!failed && zero()) {
      return;
    }
    for (int i = 0; i < RATES.length; i++) {
      if (RATES[i] < LEAST_RATIO * baseline) {
        clear(i);
        continue;
      }
      double step =
          failed ? Math.log(RATES[i] / baseline) : Math.log((1 - RATES[i]) / (1 - baseline));
      double sum = sums[i] + step;
      if (sum <= 0) {
        clear(i);
      } else {
        if (sums[i] == 0) {
          leftZeroAt[i] = at;
          samples[i] = 0;
        }
        leftZeroAt[i] = Math.min(leftZeroAt[i], at);
        sums[i] = sum;
        samples[i]++;
      }
    }
  }

  /// Whether nothing at all speaks for a fault.
  public boolean zero() {
    for (double sum : sums) {
      if (sum > 0) {
        return false;
      }
    }
    return true;
  }

  /// The state of the alarm.
  ///
  /// @param leastSamples an alarm needs this many samples since its onset
  public Alarm alarm(double threshold, int leastSamples) {
    int best = -1;
    for (int i = 0; i < RATES.length; i++) {
      if (sums[i] >= threshold
          && samples[i] >= leastSamples
          && (best < 0 || sums[i] > sums[best])) {
        best = i;
      }
    }
    return best < 0
        ? new Alarm.Silent()
        : new Alarm.Raised(leftZeroAt[best], RATES[best], sums[best]);
  }

  public void reset() {
    for (int i = 0; i < RATES.length; i++) {
      clear(i);
    }
  }

  private void clear(int i) {
    sums[i] = 0;
    samples[i] = 0;
  }

  public void writeTo(DataOutput out) throws IOException {
    for (int i = 0; i < RATES.length; i++) {
      out.writeDouble(sums[i]);
      out.writeLong(leftZeroAt[i]);
      out.writeInt(samples[i]);
    }
  }

  public void readFrom(DataInput in) throws IOException {
    for (int i = 0; i < RATES.length; i++) {
      sums[i] = in.readDouble();
      leftZeroAt[i] = in.readLong();
      samples[i] = in.readInt();
    }
  }

  /// Whether a fault is found.
  public sealed interface Alarm {
    /// Nothing that chance does not explain.
    record Silent() implements Alarm {}

    /// A fault.
    ///
    /// @param onset when it began, in milliseconds since 1970
    /// @param rate the failure rate that explains the samples best
    /// @param logLikelihood of that rate against the baseline, natural logarithm
    record Raised(long onset, double rate, double logLikelihood) implements Alarm {}
  }
}
