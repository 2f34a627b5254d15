package io.mailbuoy.contracts.event;

/// How urgent an alert is.
public enum Severity implements Code {
  INFO("info"),
  WARNING("warning"),
  CRITICAL("critical"),
  UNKNOWN("unknown");

  private final String text;

  Severity(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
