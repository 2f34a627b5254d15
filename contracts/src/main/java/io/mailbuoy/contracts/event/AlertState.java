package io.mailbuoy.contracts.event;

/// Whether an episode goes on.
public enum AlertState implements Code {
  OPEN("open"),
  RESOLVED("resolved"),
  UNKNOWN("unknown");

  private final String text;

  AlertState(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
