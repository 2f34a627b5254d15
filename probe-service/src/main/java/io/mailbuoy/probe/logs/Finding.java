package io.mailbuoy.probe.logs;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import java.util.Optional;

/// What a line of a log says.
sealed interface Finding {
  /// Nothing about a mailbox.
  record Nothing() implements Finding {}

  /// A mailbox was used.
  ///
  /// @param user whose it was, where the line says so
  /// @param time as the line writes it in a place of its own; empty where it stands in front
  record Worked(Optional<String> user, Optional<String> time) implements Finding {}

  /// A mailbox could not be used.
  record Failed(
      Optional<String> user,
      Optional<String> time,
      Phase phase,
      FailureKind kind,
      boolean retryable)
      implements Finding {}
}
