package io.mailbuoy.notifier.channel;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Delivery.Told;
import java.time.Instant;
import java.util.Optional;

/// One thing to tell over one channel.
///
/// @param reason why it is told, as a part of a sentence; on a fallback channel it names the
///   channel that could not be told
/// @param told what the channel knows already
/// @param at when it is told
public record Notification(
    Alert alert, Action action, String reason, Optional<Told> told, Instant at) {
  /// The title under which the channel was told first, which stays the same for the whole alert.
  public String title() {
    return told.map(Told::title).orElse(alert.title());
  }

  /// The first revision that the channel was told.
  public int firstRevision() {
    return told.map(Told::firstRevision).orElse(alert.revision());
  }
}
