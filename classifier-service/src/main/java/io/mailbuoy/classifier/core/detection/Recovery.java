package io.mailbuoy.classifier.core.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// The test the other way: that a fault is over.
///
/// It is a cumulative sum from the episode's own failure rate back to the baseline over the
/// affected targets. A success adds `ln((1 - p0) / (1 - p1))` and a failure takes `ln(p1 / p0)`
/// away. At 30 % a success weighs 0.35, so about fifty in a row are needed, which chance produces
/// once in about 10^7 failures; at 100 % five are enough. The test counts samples and not time, so
/// an outage that is sampled once in hours stays open just as one that is sampled every minute.
public final class Recovery {
  /// The natural logarithm of 5 * 10^7: a week's fault at 30 % on twenty mailboxes has about 5 *
  /// 10^4 failures after which a run of successes can begin, and one such week in a thousand may be
  /// closed too early.
  public static final double THRESHOLD = Math.log(5e7);

  private static final double LEAST_RATE = 0.02;
  private static final double HIGHEST_RATE = 0.98;

  /// How sure one affected target alone must be to have recovered, as a likelihood ratio.
  private static final double EACH = Math.log(10);

  private static final int LONGEST_RUN = 12;

  private double sum;
  private long quietSince;

  /// Takes one first attempt of an affected target.
  ///
  /// @param rate the failure rate from the onset to the last failure
  public void add(boolean failed, double rate, double baseline, long at) {
    double p1 = likely(rate, baseline);
    double step = failed ? Math.log(baseline / p1) : Math.log((1 - baseline) / (1 - p1));
    double next = Math.max(0, sum + step);
    if (sum == 0) {
      quietSince = at;
    }
    sum = next;
  }

  /// Whether the affected targets together are back at their baseline.
  public boolean shown() {
    return sum >= THRESHOLD;
  }

  /// Whether it is more likely over than not, so that a failure now and then says nothing new.
  public boolean likely() {
    return sum >= THRESHOLD / 2;
  }

  /// Since when it has been quiet.
  public long quietSince() {
    return quietSince;
  }

  /// How many successes in a row a single target must show that failed at this rate.
  public static int runFor(double rate, double baseline) {
    double step = Math.log((1 - baseline) / (1 - likely(rate, baseline)));
    return Math.clamp((int) Math.ceil(EACH / step), 1, LONGEST_RUN);
  }

  private static double likely(double rate, double baseline) {
    return Math.clamp(rate, Math.max(LEAST_RATE, 3 * baseline), HIGHEST_RATE);
  }

  public void writeTo(DataOutput out) throws IOException {
    out.writeDouble(sum);
    out.writeLong(quietSince);
  }

  public void readFrom(DataInput in) throws IOException {
    sum = in.readDouble();
    quietSince = in.readLong();
  }
}
