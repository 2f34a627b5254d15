package io.mailbuoy.contracts.event;

/// What an incident of the provider has to do with an alert.
public enum Relation implements Code {
  /// It explains the alert.
  CONFIRMS("confirms"),
  /// It may have to do with it.
  RELATED("related"),
  UNKNOWN("unknown");

  private final String text;

  Relation(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
