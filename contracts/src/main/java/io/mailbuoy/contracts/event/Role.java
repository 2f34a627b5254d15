package io.mailbuoy.contracts.event;

/// Why a target is probed.
public enum Role implements Code {
  /// What people depend on.
  SUBJECT("subject"),
  /// Asked only to tell causes apart.
  CONTROL("control"),
  UNKNOWN("unknown");

  private final String text;

  Role(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
