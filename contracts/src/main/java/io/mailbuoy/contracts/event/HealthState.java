package io.mailbuoy.contracts.event;

/// How a target is seen from one location.
public enum HealthState implements Code {
  HEALTHY("healthy"),
  DEGRADED("degraded"),
  FAILING("failing"),
  /// No results arrive.
  BLIND("blind"),
  UNKNOWN("unknown");

  private final String text;

  HealthState(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
