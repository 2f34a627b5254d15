package io.mailbuoy.notifier.channel;

import java.time.Duration;
import java.util.Optional;

/// What became of one attempt to deliver. No text in it holds a secret or a webhook's address.
public sealed interface Outcome {
  /// The receiver has taken it.
  ///
  /// @param detail what the receiver said
  record Delivered(String detail) implements Outcome {}

  /// It may work later.
  ///
  /// @param after how long the receiver asked to be left alone; this holds for the whole channel
  record Retry(String reason, Optional<Duration> after) implements Outcome {
    public Retry(String reason) {
      this(reason, Optional.empty());
    }
  }

  /// It will not work however often it is tried.
  record Permanent(String reason) implements Outcome {}
}
