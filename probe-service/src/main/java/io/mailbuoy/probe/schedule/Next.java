package io.mailbuoy.probe.schedule;

import java.time.Duration;
import java.time.Instant;

/// When a round is to be called again.
public sealed interface Next {
  /// At its next regular time.
  record Regularly() implements Next {}

  /// Soon, out of turn.
  record Again(Duration after) implements Next {}

  /// At its first regular time that is not before a moment.
  record NotBefore(Instant moment) implements Next {}
}
