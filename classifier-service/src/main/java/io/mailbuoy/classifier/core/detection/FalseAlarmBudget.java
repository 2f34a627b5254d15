package io.mailbuoy.classifier.core.detection;

/// How high a [Cusum] must rise.
///
/// The budget is one false alarm in thirty days for a tenant whose targets are probed once a minute
/// and fail at random at their baseline rate. It is the same for one target and for twenty; each
/// further twenty have a budget of their own. Twenty are 20 * 43,200 = 864,000 samples.
///
/// A sum of log-likelihood ratios (Page 1954, "Continuous inspection schemes") that is compared with
/// `h` has a mean time of at least `exp(h)` samples to a false alarm (Lorden 1971, "Procedures for
/// reacting to a change in distribution", theorem 2). Every sample enters the sum of its target, the
/// pooled sum of its service, and where there are several locations that of its service at its
/// location: two or three levels. One error gives
///
///     h = ln(levels * targets * 43,200)
///
/// which is 14.4 for twenty targets at one location and 11.4 for a single one. Three failures in a
/// row of a target just pass in all cases (3 * ln(1 / 0.005) = 15.9), and two never do (10.6).
///
/// Each level looks for several rates at once, which the formula does not count: the sums of one
/// level are of the same samples and rise together, and each overshoots by a part of a failure's
/// weight of up to 5.3, which the bound does not count either and which is more. By simulation
/// (`FalseAlarmTest`, and longer in `benchmarks/detection`) the failures of twenty targets raise one
/// false alarm in four months, those of one target one in seventeen. The sums of slowness (two
/// rates, the same levels) are held against the same threshold, and against a slowdown that people
/// feel.
public final class FalseAlarmBudget {
  private static final int MINUTES = 30 * 24 * 60;
  private static final int MOST_TARGETS = 20;
  private static final int MOST_LEVELS = 3;

  /// A pooled alarm waits for this many samples since the onset. With fewer, three refused logins
  /// in a row read as an outage that hits everybody although 30 % of refusals produce them now and
  /// then.
  public static final int LEAST_POOLED_SAMPLES = 5;

  private static final double[][] THRESHOLDS = thresholds();

  private FalseAlarmBudget() {}

  /// The threshold `h`.
  ///
  /// @param targets how many targets of the tenant are watched
  /// @param levels how many sums each sample enters
  public static double threshold(int targets, int levels) {
    return THRESHOLDS[Math.clamp(levels, 1, MOST_LEVELS)][Math.clamp(targets, 1, MOST_TARGETS)];
  }

  private static double[][] thresholds() {
    double[][] thresholds = new double[MOST_LEVELS + 1][MOST_TARGETS + 1];
    for (int levels = 1; levels <= MOST_LEVELS; levels++) {
      for (int targets = 1; targets <= MOST_TARGETS; targets++) {
        thresholds[levels][targets] = Math.log((double) levels * targets * MINUTES);
      }
    }
    return thresholds;
  }
}
