package io.mailbuoy.notifier.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Exponential back-off with full jitter: a pause between nothing and a bound that begins with the
/// first pause and doubles up to the longest, so that many messages that failed together do not
/// come back together: <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
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
    int doublings = Math.clamp(attempts - 1L, 0, MOST_DOUBLINGS);
    long ceiling = longest.toNanos();
    if (first.toNanos() < ceiling >> doublings) {
      ceiling = first.toNanos() << doublings;
    }
    return Duration.ofNanos(random.nextLong(ceiling + 1));
  }
}
