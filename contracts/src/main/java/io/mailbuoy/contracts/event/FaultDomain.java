package io.mailbuoy.contracts.event;

/// Whose fault it is.
public enum FaultDomain implements Code {
  PROVIDER("provider"),
  CUSTOMER("customer"),
  NETWORK("network"),
  MONITORING("monitoring"),
  UNKNOWN("unknown");

  private final String text;

  FaultDomain(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
