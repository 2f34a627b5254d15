package io.mailbuoy.classifier.stream;

import io.mailbuoy.classifier.core.Event;
import org.jspecify.annotations.Nullable;

/// What became of a record of an input topic.
public sealed interface Reading {
  /// An event, and whose it is.
  ///
  /// @param tenant the tenant's name, empty for subjects without one, or [ByTenant#ALL]
  record Understood(String tenant, Event event) implements Reading {}

  /// A record that is no event of its topic. Its headers say why.
  final class Unreadable implements Reading {
    private final byte @Nullable [] value;

    Unreadable(byte @Nullable [] value) {
      this.value = value;
    }

    /// The value as it came.
    public byte @Nullable [] value() {
      return value;
    }
  }
}
