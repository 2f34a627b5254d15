package io.mailbuoy.classifier.core.detection;

/// What is taken for normal in a stream of probes that each show a sign or do not, and which rates
/// of it are looked for.
public final class Norm {
  /// Failures. Below the floor, three failures in a row in a month would count as a miracle.
  public static final Norm FAILURES = new Norm(0.005, 0.05, 1, 200, 0, 0, 0.05, 0.10, 0.30, 1.0);

  /// Probes that are slower than the upper quantile of their own target in one respect of three,
  /// which by the quantile's definition happens now and then: see [Pace]. The rates are high,
  /// because busy hours double the share and are no fault. Its signs weigh little, so that nothing
  /// overshoots the threshold, and its share is known less well: a twentieth of the budget is for
  /// it.
  public static final Norm SLOWNESS = new Norm(0.10, 0.25, 20, 200, 0.35, Math.log(20), 0.5, 0.9);

  /// A rate must be this many times what is normal to be told from it.
  private static final double LEAST_RATIO = 2;

  private static final int FEW = 10;
  private static final double FEW_MORE = 1.7;

  private final double floor;
  private final double ceiling;
  private final double priorSigns;
  private final double priorSamples;
  private final double leastShare;
  private final double caution;
  private final double[] rates;

  private Norm(
      double floor,
      double ceiling,
      double priorSigns,
      double priorSamples,
      double leastShare,
      double caution,
      double... rates) {
    this.floor = floor;
    this.ceiling = ceiling;
    this.priorSigns = priorSigns;
    this.priorSamples = priorSamples;
    this.leastShare = leastShare;
    this.caution = caution;
    this.rates = rates;
  }

  /// The least probability of the sign that is ever assumed.
  public double floor() {
    return floor;
  }

  /// The highest that is ever learned as normal.
  double ceiling() {
    return ceiling;
  }

  /// How many signs were seen before anything was.
  double priorSigns() {
    return priorSigns;
  }

  /// In how many samples these were seen.
  double priorSamples() {
    return priorSamples;
  }

  /// A target that shows the sign less often than this is not called affected, however many samples
  /// say so.
  public double leastShare() {
    return leastShare;
  }

  /// How much is added to the threshold of the [FalseAlarmBudget], natural logarithm.
  public double caution() {
    return caution;
  }

  /// The rates that are looked for, rising.
  double[] rates() {
    return rates.clone();
  }

  /// Whether a target shows the sign often enough to be called affected.
  ///
  /// @param samples up to the last sign
  public boolean often(int signs, int samples) {
    return signs >= leastShare * (samples < FEW ? FEW_MORE : 1) * samples;
  }

  /// A looked-for rate for a target whose normal rate is given: at least twice that. So a target
  /// that always fails a little neither speaks for a rate that is hardly above its own nor takes
  /// anything away from the others in a pool.
  static double lookedFor(double rate, double normal) {
    return Math.max(rate, LEAST_RATIO * normal);
  }
}
