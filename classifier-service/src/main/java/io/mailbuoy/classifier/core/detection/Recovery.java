package io.mailbuoy.classifier.core.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// The test the other way: that a fault is over.
///
/// For each of several failure rates there is a cumulative sum of the evidence that it has given
/// way to the normal one: a success adds `ln((1 - p0) / (1 - p1))` and a failure takes `ln(p1 /
/// p0)` away. Which rate it was is not known, so each counts as much as what was seen up to the
/// last failure speaks for it (Bayes, from equal weights): after a hundred refusals in a row five
/// successes settle it, after three failures in ten minutes it may still be one in twenty, and an
/// hour of successes is asked for. Once much is known, the rate as it was counted is the one that
/// matters, and has a sum as well. That keeps a fault that comes and goes from flapping. The test
/// counts samples and not time, so an outage that is sampled once in hours stays open just as one
/// that is sampled every minute.
public final class Recovery {
  private static final double[] RATES = {0.05, 0.1, 0.2, 0.4, 0.7, 0.98};

  /// One episode in a thousand may be closed too early. After each failure a run of successes can
  /// begin that chance makes long, so the threshold grows with their number.
  private static final double EPISODES = 1_000;

  /// What led to the alarm was chosen because it is extreme, so it counts half.
  private static final double SELECTED = 0.5;

  private static final double LEAST_RATE = 0.02;
  private static final double HIGHEST_RATE = 0.98;

  /// How sure one affected target alone must be to have recovered, as a likelihood ratio.
  private static final double EACH = Math.log(10);

  private static final int LONGEST_RUN = 12;

  /// The place of the rate as it was counted, beside those that are given.
  private static final int COUNTED = RATES.length;

  private final double[] sums = new double[RATES.length + 1];
  private final long[] leftZeroAt = new long[RATES.length + 1];

  /// Log-likelihood of each rate for what was seen up to the last failure, and of what came since.
  private final double[] seen = new double[RATES.length];

  private final double[] since = new double[RATES.length];
  private int failures;
  private int attempts;
  private int attemptsToLastFailure;

  /// Takes what was counted before the test began.
  ///
  /// @param tried first attempts up to the last failure
  public void begin(int tried, int failed, double normal) {
    failures += failed;
    attempts += tried;
    attemptsToLastFailure = attempts;
    for (int i = 0; i < RATES.length; i++) {
      double p1 = rate(RATES[i], normal);
      seen[i] += SELECTED * (failed * Math.log(p1) + (tried - failed) * Math.log(1 - p1));
    }
  }

  /// Takes one first attempt of an affected target.
  ///
  /// @param normal the probability with which it fails when nothing is wrong
  public void add(boolean failed, double normal, long at) {
    attempts++;
    if (failed) {
      failures++;
      attemptsToLastFailure = attempts;
    }
    for (int i = 0; i < RATES.length; i++) {
      double p1 = rate(RATES[i], normal);
      since[i] += Math.log(failed ? p1 : 1 - p1);
      if (failed) {
        seen[i] += since[i];
        since[i] = 0;
      }
      weigh(i, failed, p1, normal, at);
    }
    weigh(COUNTED, failed, rate(counted(), normal), normal, at);
  }

  private void weigh(int i, boolean failed, double p1, double normal, long at) {
    double step = Math.log(failed ? normal / p1 : (1 - normal) / (1 - p1));
    if (sums[i] == 0) {
      leftZeroAt[i] = at;
    }
    sums[i] = Math.max(0, sums[i] + step);
  }

  /// The failure rate from the beginning to the last failure.
  private double counted() {
    return attemptsToLastFailure == 0 ? 1 : failures / (double) attemptsToLastFailure;
  }

  private static double rate(double rate, double normal) {
    return Math.min(Norm.lookedFor(rate, normal), HIGHEST_RATE);
  }

  /// Whether the affected targets together are back to normal.
  public boolean shown() {
    double best = seen[likeliest()];
    double weights = 0;
    double stillFaulty = 0;
    for (int i = 0; i < RATES.length; i++) {
      double weight = Math.exp(seen[i] - best);
      weights += weight;
      stillFaulty += weight * Math.exp(-sums[i]);
    }
    double threshold = threshold();
    return sums[COUNTED] >= threshold && Math.log(weights / stillFaulty) >= threshold;
  }

  private double threshold() {
    return Math.log(EPISODES * Math.max(1, failures));
  }

  /// Whether it is more likely over than not, so that a failure now and then says nothing new.
  public boolean likely() {
    return sums[COUNTED] >= threshold() / 2;
  }

  /// Since when it has been quiet.
  public long quietSince() {
    return leftZeroAt[COUNTED];
  }

  private int likeliest() {
    int best = 0;
    for (int i = 1; i < RATES.length; i++) {
      best = seen[i] > seen[best] ? i : best;
    }
    return best;
  }

  /// How many successes in a row a single target must show that failed at this rate.
  public static int runFor(double rate, double normal) {
    double likely = Math.clamp(rate, Math.max(LEAST_RATE, 3 * normal), HIGHEST_RATE);
    double step = Math.log((1 - normal) / (1 - likely));
    return Math.clamp((int) Math.ceil(EACH / step), 1, LONGEST_RUN);
  }

  public void writeTo(DataOutput out) throws IOException {
    for (int i = 0; i <= COUNTED; i++) {
      out.writeDouble(sums[i]);
      out.writeLong(leftZeroAt[i]);
    }
    for (int i = 0; i < RATES.length; i++) {
      out.writeDouble(seen[i]);
      out.writeDouble(since[i]);
    }
    out.writeInt(failures);
    out.writeInt(attempts);
    out.writeInt(attemptsToLastFailure);
  }

  public void readFrom(DataInput in) throws IOException {
    for (int i = 0; i <= COUNTED; i++) {
      sums[i] = in.readDouble();
      leftZeroAt[i] = in.readLong();
    }
    for (int i = 0; i < RATES.length; i++) {
      seen[i] = in.readDouble();
      since[i] = in.readDouble();
    }
    failures = in.readInt();
    attempts = in.readInt();
    attemptsToLastFailure = in.readInt();
  }
}
