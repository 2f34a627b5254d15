package io.mailbuoy.contracts.event;

/// How an attempt ended.
public enum Outcome implements Code {
  SUCCESS("success"),
  FAILURE("failure"),
  UNKNOWN("unknown");

  private final String text;

  Outcome(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
