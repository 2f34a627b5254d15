package io.mailbuoy.contracts.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How messages are sent.
public interface NotifierSettings {
  /// The deadline of one attempt.
  @WithDefault("15s")
  @WithConverter(Durations.FromText.class)
  Duration timeout();

  /// The longest pause after a first failed attempt. It doubles with each attempt up to
  /// `longest-pause`, and each pause is drawn evenly from nothing to it.
  @WithDefault("1s")
  @WithConverter(Durations.FromText.class)
  Duration firstPause();

  /// The longest pause between two attempts.
  @WithDefault("5m")
  @WithConverter(Durations.FromText.class)
  Duration longestPause();

  /// How long a channel may fail before its route's fallback channels are told as well.
  @WithDefault("30s")
  @WithConverter(Durations.FromText.class)
  Duration fallbackAfter();

  /// Where PagerDuty's webhooks are taken, in the clear, for the channels that have a
  /// `webhook-secret`. Put a proxy with TLS before it.
  @WithDefault("127.0.0.1:8084")
  String webhookAddress();

  /// How long a channel may fail before that is an alert of its own.
  @WithDefault("15m")
  @WithConverter(Durations.FromText.class)
  Duration channelAlertAfter();

  HeartbeatConfig heartbeat();
}
