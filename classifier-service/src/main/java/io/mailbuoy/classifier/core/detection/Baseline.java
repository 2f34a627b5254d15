package io.mailbuoy.classifier.core.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// How often a target fails when nothing is wrong, learned from its own history.
///
/// It is the mean of a Beta prior of one failure in two hundred and what was seen, forgetting at a
/// rate of some days, and stays between 0.5 % and 5 %. To keep a fault from being learned as
/// normal, samples wait until the target's detector is back at zero, or until there are so many
/// without an alarm that the rate itself is the news.
public final class Baseline {
  /// The least probability of failure that is ever assumed. Below it, three failures in a row in a
  /// month would count as a miracle.
  public static final double FLOOR = 0.005;

  private static final double CEILING = 0.05;
  private static final double PRIOR_FAILURES = 1;
  private static final double PRIOR_SAMPLES = 200;
  private static final double MEMORY = 5_000;
  private static final int PATIENCE = 300;

  private double failures;
  private double samples;
  private int waitingFailures;
  private int waitingSamples;

  /// Takes one first attempt outside of an episode.
  public void add(boolean failed, boolean detectorAtZero) {
    waitingSamples++;
    if (failed) {
      waitingFailures++;
    }
    if (detectorAtZero || waitingSamples >= PATIENCE) {
      learn();
    }
  }

  private void learn() {
    samples += waitingSamples;
    failures += waitingFailures;
    if (samples > MEMORY) {
      failures *= MEMORY / samples;
      samples = MEMORY;
    }
    forgetWaiting();
  }

  /// Drops what was not learned yet, because it turned out to be a fault.
  public void forgetWaiting() {
    waitingFailures = 0;
    waitingSamples = 0;
  }

  /// The probability of failure.
  public double rate() {
    double mean = (PRIOR_FAILURES + failures) / (PRIOR_SAMPLES + samples);
    return Math.clamp(mean, FLOOR, CEILING);
  }

  public void writeTo(DataOutput out) throws IOException {
    out.writeDouble(failures);
    out.writeDouble(samples);
    out.writeInt(waitingFailures);
    out.writeInt(waitingSamples);
  }

  public void readFrom(DataInput in) throws IOException {
    failures = in.readDouble();
    samples = in.readDouble();
    waitingFailures = in.readInt();
    waitingSamples = in.readInt();
  }
}
