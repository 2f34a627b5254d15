package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which channels tell of alerts of severity `info` in digests, and when.
///
/// Digests are due at whole multiples of the period since 1970, in UTC: one of an hour at every
/// full hour, one of a day at midnight. So the moment follows from the clock alone, before a
/// restart and after it.
///
/// @param periods by channel
/// @param last when a channel was last told a digest, by channel
public record Digests(Map<String, Duration> periods, Map<String, Instant> last) {
  public Digests {
    periods = Map.copyOf(periods);
    last = Map.copyOf(last);
  }

  public static Digests none() {
    return new Digests(Map.of(), Map.of());
  }

  public static Digests of(MailbuoyConfig config) {
    Map<String, Duration> periods = new HashMap<>();
    config
        .channels()
        .forEach(
            (name, channel) -> channel.digest().ifPresent(period -> periods.put(name, period)));
    return new Digests(periods, Map.of());
  }

  /// The same channels, last told at these moments.
  public Digests lastTold(Map<String, Instant> at) {
    return new Digests(periods, at);
  }

  /// How often the channel is told a digest; empty where it is told none.
  public Optional<Duration> period(String channel) {
    return Optional.ofNullable(periods.get(channel));
  }

  /// When the channel is told what it was to be told at some moment: with the first digest after
  /// it, and in no period twice.
  Optional<Instant> after(String channel, Instant since) {
    Instant told = last.getOrDefault(channel, since);
    return period(channel).map(period -> next(told.isAfter(since) ? told : since, period));
  }

  private static Instant next(Instant since, Duration period) {
    long millis = period.toMillis();
    return Instant.ofEpochMilli((Math.floorDiv(since.toEpochMilli(), millis) + 1) * millis);
  }
}
