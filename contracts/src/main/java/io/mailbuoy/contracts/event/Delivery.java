package io.mailbuoy.contracts.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The receipt of an attempt to tell somebody.
///
/// @param revision the alert's revision that was sent
/// @param channel the channel's name in the configuration
/// @param kind `teams`, `pagerduty`, `email`, …
/// @param attempts how many attempts this message has taken so far
/// @param detail what the receiver said, or why it was not sent; never a secret or a webhook URL
public record Delivery(
    String alertId,
    int revision,
    String channel,
    String kind,
    Open<DeliveryStatus> status,
    int attempts,
    Instant at,
    @Nullable String detail) {
  /// @throws IllegalArgumentException naming the field, where one is missing
  public Delivery {
    Require.text("alertId", alertId);
    Require.text("channel", channel);
    Require.text("kind", kind);
    Require.present("status", status);
    Require.present("at", at);
  }
}
