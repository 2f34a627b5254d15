package io.mailbuoy.notifier.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Keeps messages within the receiver's published limits. It holds no clock: times are nanoseconds
/// of the monotonic one. It is used by one thread.
///
/// Half of what a long limit allows may go out at once. From then on messages keep a distance, so
/// that the other half lasts for the whole stretch: a hundred an hour are fifty at once and then
/// one every 72 seconds, and nothing waits for an hour.
public final class Pace {
  /// Of a shorter one, its end is waited for.
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<Limit> limits;
  private final Deque<Long> sent = new ArrayDeque<>();

  private Pace(List<Limit> limits) {
    this.limits = limits;
  }

  /// At most so many messages in any stretch of this length.
  public record Limit(int messages, Duration in) {
    private boolean spread() {
      return in.compareTo(LONG) > 0;
    }

    private int half() {
      return messages / 2;
    }

    /// Between two messages, once half of them are gone.
    private Duration distance() {
      return in.dividedBy(messages - half());
    }
  }

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
      longest = Math.max(longest, left(limit.messages(), limit.in(), now));
      if (limit.spread() && left(limit.half(), limit.in(), now) > 0) {
        longest = Math.max(longest, left(1, limit.distance(), now));
      }
    }
    return Duration.ofNanos(longest);
  }

  /// For how long there have been so many messages in such a stretch.
  private long left(int messages, Duration in, long now) {
    int index = sent.size() - messages;
    return index < 0
        ? 0
        : in.toNanos() - (now - sent.stream().skip(index).findFirst().orElseThrow());
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
