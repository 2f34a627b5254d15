package io.mailbuoy.contracts.kafka;

/// A record's value is not an event of its topic. The message says why and never repeats the value.
public final class UnreadableEventException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// There is no cause: the parser's own exceptions quote the value.
  UnreadableEventException(String message) {
    super(message);
  }
}
