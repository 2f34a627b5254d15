package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.Delivery.Told;
import io.mailbuoy.contracts.event.Severity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything that a decision about one alert rests on.
///
/// @param receipts the newest receipt of each channel that has one, by the channel's name
/// @param troubled channels that have been silent, or will be, for long enough to tell others, and
///   why, as a part of a sentence
public record Situation(
    Alert alert,
    Map<String, Delivery> receipts,
    Routing.Plan plan,
    Wishes wishes,
    Calm calm,
    Digests digests,
    Groups groups,
    Map<String, String> troubled,
    Instant now) {
  Optional<Delivery> receipt(String channel) {
    return Optional.ofNullable(receipts.get(channel));
  }

  Optional<Told> told(String channel) {
    return receipt(channel).flatMap(receipt -> Optional.ofNullable(receipt.told()));
  }

  /// Until when nobody is to be told, because people have asked for it or the configuration says
  /// so.
  Optional<Instant> silentUntil() {
    return Stream.concat(
            wishes.silentUntil(alert, now).stream(), calm.silentUntil(alert, now).stream())
        .max(Instant::compareTo);
  }

  Optional<Instant> quietUntil(String channel) {
    return calm.quietUntil(channel, alert, now);
  }

  /// When what is to be said of the alert stands in the channel's digest; empty where it is told by
  /// itself: it is more than an information, the channel has no digest, or has been told of the
  /// alert outside of one and so waits for its end.
  Optional<Instant> digestDue(String channel) {
    Optional<Told> told = told(channel);
    if (!alert.severity().is(Severity.INFO) || told.filter(each -> !each.digested()).isPresent()) {
      return Optional.empty();
    }
    return digests
        .after(channel, told.map(Told::at).orElse(alert.detectedAt()))
        .map(due -> quietUntil(channel).filter(until -> until.isAfter(due)).orElse(due));
  }
}
