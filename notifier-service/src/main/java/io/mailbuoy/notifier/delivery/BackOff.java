package io.mailbuoy.notifier.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential back-off with full jitter between the first and the longest pause, so that many
/// messages that failed together do not come back together.
public final class BackOff {
  private static final int MOST_DOUBLINGS = 30;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;

  public BackOff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest.compareTo(first) < 0 ? first : longest;
    this.random = random;
  }

  /// The pause after so many failed attempts, counted from 1.
  public Duration after(int attempts) {
    long ceiling = longest.toNanos();
    int doublings = Math.clamp(attempts, 1, MOST_DOUBLINGS);
    if (first.toNanos() < ceiling >> doublings) {
      ceiling = first.toNanos() << doublings;
    }
    return Duration.ofNanos(
        first.toNanos() >= ceiling ? ceiling : random.nextLong(first.toNanos(), ceiling + 1));
  }
}
