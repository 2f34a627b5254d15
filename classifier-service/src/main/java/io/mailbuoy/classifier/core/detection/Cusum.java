package io.mailbuoy.classifier.core.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// Page's cumulative sum (1954) for a stream of probes that each show a sign (a failure, a slow
/// phase) or do not, run against several rates at once.
///
/// Each sign adds `ln(p1 / p0)` and each probe without it adds `ln((1 - p1) / (1 - p0))`, and a sum
/// never falls below zero. The moment at which the sum that raised the alarm last left zero is the
/// maximum-likelihood estimate of when the fault began, as far as probes showed it. A
/// consecutive-failures rule is the special case `p1 = 1`; the lower rates see a fault that comes
/// and goes, which such a rule never does.
public final class Cusum {
  private final double[] rates;
  private final double[] sums;
  private final long[] leftZeroAt;
  private final int[] samples;

  public Cusum(Norm norm) {
    rates = norm.rates();
    sums = new double[rates.length];
    leftZeroAt = new long[rates.length];
    samples = new int[rates.length];
  }

  /// Takes one first attempt.
  ///
  /// @param normal the probability of the sign when nothing is wrong, of the target that was probed
  /// @param held the probability against which a sign like this one is held: see [Baseline#rateAt]
  /// @param at its time in milliseconds since 1970
  public void add(boolean sign, double normal, double held, long at) {
    if (!sign && zero()) {
      return;
    }
    for (int i = 0; i < rates.length; i++) {
      if (sums[i] == 0 && !sign) {
        continue;
      }
      double p1 = Norm.lookedFor(rates[i], normal);
      double sum = sums[i] + (sign ? Math.log(p1 / held) : Math.log((1 - p1) / (1 - normal)));
      if (sum <= 0) {
        clear(i);
      } else {
        if (sums[i] == 0) {
          leftZeroAt[i] = at;
          samples[i] = 0;
        } else if (sign) {
          leftZeroAt[i] = Math.min(leftZeroAt[i], at); // a result that arrives late
        }
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

  /// How much speaks for the rate that explains the samples best, as a natural logarithm.
  public double highest() {
    double highest = 0;
    for (double sum : sums) {
      highest = Math.max(highest, sum);
    }
    return highest;
  }

  /// The state of the alarm.
  ///
  /// @param leastSamples an alarm needs this many samples since its onset
  public Alarm alarm(double threshold, int leastSamples) {
    int best = -1;
    for (int i = 0; i < rates.length; i++) {
      if (sums[i] >= threshold
          && samples[i] >= leastSamples
          && (best < 0 || sums[i] > sums[best])) {
        best = i;
      }
    }
    return best < 0 ? Alarm.SILENT : new Alarm.Raised(leftZeroAt[best], rates[best], sums[best]);
  }

  public void reset() {
    for (int i = 0; i < rates.length; i++) {
      clear(i);
    }
  }

  private void clear(int i) {
    sums[i] = 0;
    samples[i] = 0;
  }

  /// Writes only the sums that have left zero, which few have.
  public void writeTo(DataOutput out) throws IOException {
    int used = 0;
    for (int i = 0; i < rates.length; i++) {
      used |= sums[i] > 0 ? 1 << i : 0;
    }
    out.writeByte(used);
    for (int i = 0; i < rates.length; i++) {
      if (sums[i] > 0) {
        out.writeDouble(sums[i]);
        out.writeLong(leftZeroAt[i]);
        out.writeInt(samples[i]);
      }
    }
  }

  public void readFrom(DataInput in) throws IOException {
    int used = in.readByte();
    for (int i = 0; i < rates.length; i++) {
      clear(i);
      if ((used & 1 << i) != 0) {
        sums[i] = in.readDouble();
        leftZeroAt[i] = in.readLong();
        samples[i] = in.readInt();
      }
    }
  }

  /// Whether a fault is found.
  public sealed interface Alarm {
    Alarm SILENT = new Silent();

    /// Nothing that chance does not explain.
    record Silent() implements Alarm {}

    /// A fault.
    ///
    /// @param onset when it was first seen, in milliseconds since 1970
    /// @param rate the rate that explains the samples best
    /// @param logLikelihood of that rate against the normal one, natural logarithm
    record Raised(long onset, double rate, double logLikelihood) implements Alarm {}
  }
}
