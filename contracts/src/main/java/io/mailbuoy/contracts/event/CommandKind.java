package io.mailbuoy.contracts.event;

/// What a person asked for.
public enum CommandKind implements Code {
  /// Somebody has taken the alert.
  ACKNOWLEDGE("acknowledge"),
  /// Somebody says that it is over. Until the alert ends it counts as taken.
  RESOLVE("resolve"),
  SILENCE("silence"),
  MAINTENANCE("maintenance"),
  UNKNOWN("unknown");

  private final String text;

  CommandKind(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
