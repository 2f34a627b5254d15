package io.mailbuoy.probe.graph;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// How many requests a tenant's service communications still take from us. Graph allows 240 in a
/// minute and 800 in an hour for each app and tenant
/// (<https://learn.microsoft.com/graph/throttling-limits>); this stays a little below, for the app
/// may be asked for by somebody else too.
public final class RequestBudget {
  private record Limit(Duration window, int most) {}

  private static final List<Limit> LIMITS =
      List.of(new Limit(Duration.ofMinutes(1), 220), new Limit(Duration.ofHours(1), 760));

  private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

  private final Clock clock;
  private final Deque<Instant> spent = new ArrayDeque<>();

  public RequestBudget(Clock clock) {
    this.clock = clock;
  }

  /// Takes one request, or says how long there is none to take.
  synchronized Optional<Duration> spend() {
    Duration wait = until(1);
    if (wait.isPositive()) {
      return Optional.of(wait);
    }
    spent.addLast(clock.instant());
    return Optional.empty();
  }

  /// How long it takes until so many requests can be made in a row; zero where they can be now.
  synchronized Duration until(int requests) {
    Instant now = clock.instant();
    // A clock that was set back leaves moments behind that have not come yet.
    spent.removeIf(at -> at.isAfter(now) || !at.isAfter(now.minus(LONGEST_WINDOW)));
    Duration longest = Duration.ZERO;
    for (Limit limit : LIMITS) {
      Instant from = now.minus(limit.window());
      long inWindow = spent.stream().filter(at -> at.isAfter(from)).count();
      long over = inWindow + Math.min(requests, limit.most()) - limit.most();
      if (over > 0) {
        Duration wait = Duration.between(from, nth(inWindow, over));
        longest = wait.compareTo(longest) > 0 ? wait : longest;
      }
    }
    return longest;
  }

  /// How many were made in the last hour.
  synchronized int lastHour() {
    Instant from = clock.instant().minus(LONGEST_WINDOW);
    return (int) spent.stream().filter(at -> at.isAfter(from)).count();
  }

  /// The moment of the n-th oldest of the newest so many.
  private Instant nth(long newest, long n) {
    Iterator<Instant> each = spent.iterator();
    Instant at = each.next();
    for (long skip = spent.size() - newest + n - 1; skip > 0; skip--) {
      at = each.next();
    }
    return at;
  }
}
