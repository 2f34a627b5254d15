package io.mailbuoy.contracts.event;

/// What became of a message to a channel.
public enum DeliveryStatus implements Code {
  DELIVERED("delivered"),
  RETRYING("retrying"),
  FAILED("failed"),
  SUPPRESSED("suppressed"),
  FALLBACK("fallback"),
  UNKNOWN("unknown");

  private final String text;

  DeliveryStatus(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
