package io.mailbuoy.contracts.event;

/// Why an alert has a new revision.
public enum Transition implements Code {
  OPENED("opened"),
  UPDATED("updated"),
  /// An incident of the provider now explains it.
  CONFIRMED("confirmed"),
  /// The verdict changed.
  RECLASSIFIED("reclassified"),
  RESOLVED("resolved"),
  UNKNOWN("unknown");

  private final String text;

  Transition(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
