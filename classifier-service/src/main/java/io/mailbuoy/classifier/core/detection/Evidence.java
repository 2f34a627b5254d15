package io.mailbuoy.classifier.core.detection;

/// How much a row of probes speaks for a fault of which nobody knows how many probes it fails,
/// against what is usual: the logarithm of the Bayes factor.
///
/// Half of the faults are taken to fail everything, the other half any share with the same
/// probability. A rate that is fitted to the probes instead would always take in one failure more:
/// with a chance failure before five in a row, "six of eight" is likelier at a rate of 75 % than
/// five of five at 100 %, and only the freedom to choose the rate makes it so.
public final class Evidence {
  /// A fault that fails everything lets this share through, for what is told wrongly.
  private static final double LET_THROUGH = 0.01;

  private static final double HALF = Math.log(0.5);

  private double everything = HALF;
  private double anyShare = HALF;
  private int attempts;
  private int failures;

  /// Takes a first attempt; the order does not matter.
  ///
  /// @param usual how probable a failure is when nothing is wrong
  public void add(boolean failed, double usual) {
    attempts++;
    failures += failed ? 1 : 0;
    int alike = failed ? failures : attempts - failures;
    double byChance = Math.log(failed ? usual : 1 - usual);
    everything += Math.log(failed ? 1 - LET_THROUGH : LET_THROUGH) - byChance;
    anyShare += Math.log(alike / (attempts + 1.0)) - byChance; // Laplace's rule of succession
  }

  /// The natural logarithm of how much likelier a fault is than chance; 0 where nothing was seen.
  public double log() {
    return Math.max(everything, anyShare) + Math.log1p(Math.exp(-Math.abs(everything - anyShare)));
  }
}
