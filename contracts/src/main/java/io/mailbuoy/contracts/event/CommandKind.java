package io.mailbuoy.contracts.event;

/// What a person asked for.
public enum CommandKind implements Code {
  ACKNOWLEDGE("acknowledge"),
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
