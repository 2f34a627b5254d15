package io.mailbuoy.contracts.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The receipt of an attempt to tell somebody.
///
/// @param revision the alert's revision that was sent
/// @param channel the channel's name in the configuration
/// @param kind `teams`, `pagerduty`, `email`, …
/// @param attempts how many attempts this message has taken so far
/// @param detail what the receiver said, or why it was not sent; never a secret or a webhook URL
/// @param told what the channel knows of the alert after this attempt; absent where it has never
///   been told. The topic is compacted, so the newest receipt must say all of it
public record Delivery(
    String alertId,
    int revision,
    String channel,
    String kind,
    Open<DeliveryStatus> status,
    int attempts,
    Instant at,
    @Nullable String detail,
    @Nullable Told told) {
  /// @throws IllegalArgumentException naming the field, where one is missing
  public Delivery {
    Require.text("alertId", alertId);
    Require.text("channel", channel);
    Require.text("kind", kind);
    Require.present("status", status);
    Require.present("at", at);
  }

  /// What a channel knows of an alert: the facts in which a later revision can differ in a way that
  /// a person wants to know of.
  ///
  /// @param firstRevision the first revision that the channel was told
  /// @param revision the newest revision that the channel was told
  /// @param at when it was told that
  /// @param title the title under which it was told first
  /// @param resolved whether it was told the end
  /// @param acknowledged whether it was told that somebody has taken the alert
  /// @param confirmedBy ids of the incidents that confirm the alert
  /// @param incidentStart the earliest start that those incidents give
  /// @param firstAt when it was told first
  /// @param digested whether all that it was told stood in digests; the end of an alert that was
  ///   told by itself is told by itself too
  public record Told(
      int firstRevision,
      int revision,
      Instant at,
      String title,
      boolean resolved,
      boolean acknowledged,
      Open<Severity> severity,
      Open<FaultDomain> faultDomain,
      Open<Cause> cause,
      List<String> confirmedBy,
      @Nullable Instant incidentStart,
      @Nullable Instant firstAt,
      boolean digested) {
    /// @throws IllegalArgumentException naming the field, where one is missing
    public Told {
      Require.present("told.at", at);
      Require.text("told.title", title);
      Require.present("told.severity", severity);
      Require.present("told.faultDomain", faultDomain);
      Require.present("told.cause", cause);
      confirmedBy = Require.list("confirmedBy", confirmedBy);
      firstAt = firstAt == null ? at : firstAt;
    }
  }
}
