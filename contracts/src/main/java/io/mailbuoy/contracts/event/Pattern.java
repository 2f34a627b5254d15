package io.mailbuoy.contracts.event;

/// How it fails.
public enum Pattern implements Code {
  HARD("hard"),
  INTERMITTENT("intermittent"),
  SLOW("slow"),
  UNKNOWN("unknown");

  private final String text;

  Pattern(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
