package io.mailbuoy.classifier.core.detection;

/// How high a [Cusum] must rise.
///
/// The budget is one false alarm in thirty days for twenty targets that are probed once a minute
/// and fail at random at the baseline rate: 20 * 43,200 = 864,000 samples. Every sample enters the
/// sum of its target and the pooled sum of its service, each for four failure rates, so eight sums
/// may err. A sum of log-likelihood ratios that is compared with `h` has a mean time of at least
/// `exp(h)` samples to a false alarm (Lorden 1971, "Procedures for reacting to a change in
/// distribution", theorem 2), so eight of them err at most `8 * 864,000 * exp(-h)` times in thirty
/// days. One error gives
///
///     h = ln(8 * 864,000) = 15.75
///
/// which three failures in a row of a single target just pass (3 * ln(1 / 0.005) = 15.9), and a
/// failure rate of 30 % passes after 16 samples on average. The bound ignores that a sum overshoots
/// and that the eight depend on each other; the simulation in `FalseAlarmTest` finds about a tenth
/// of it.
public final class FalseAlarmBudget {
  private static final int TARGETS = 20;
  private static final int MINUTES = 30 * 24 * 60;
  private static final int LEVELS = 2;

  /// The threshold `h`.
  public static final double THRESHOLD =
      Math.log((double) LEVELS * Cusum.rates() * TARGETS * MINUTES);

  /// A pooled alarm waits for this many samples since the onset. With fewer, three refused logins
  /// in a row read as an outage that hits everybody although 30 % of refusals produce them now and
  /// then.
  public static final int LEAST_POOLED_SAMPLES = 5;

  private FalseAlarmBudget() {}
}
