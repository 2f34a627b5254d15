package io.mailbuoy.notifier.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Keeps messages within the receiver's published limits. It holds no clock: times are nanoseconds
/// of the monotonic one. It is used by one thread.
public final class Pace {
  private final List<Limit> limits;
  private final Deque<Long> sent = new ArrayDeque<>();

  private Pace(List<Limit> limits) {
    this.limits = limits;
  }

  /// At most so many messages in any stretch of this length.
  public record Limit(int messages, Duration in) {}

  public static Pace of(Limit... limits) {
    return new Pace(List.of(limits));
  }

  public static Pace unlimited() {
    return new Pace(List.of());
  }

  /// How long to wait before the next message; zero where it may go at once.
  public Duration pause(long now) {
    long longest = 0;
    for (Limit limit : limits) {
      int index = sent.size() - limit.messages();
      if (index >= 0) {
        long since = now - sent.stream().skip(index).findFirst().orElseThrow();
        longest = Math.max(longest, limit.in().toNanos() - since);
      }
    }
    return Duration.ofNanos(longest);
  }

  /// Notes that a message is being sent.
  public void sent(long now) {
    sent.addLast(now);
    int most = limits.stream().mapToInt(Limit::messages).max().orElse(0);
    while (sent.size() > most) {
      sent.removeFirst();
    }
  }
}
