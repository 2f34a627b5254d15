package io.mailbuoy.contracts.event;

/// What a probe speaks.
public enum Protocol implements Code {
  IMAP("imap"),
  POP3("pop3"),
  SMTP("smtp"),
  HTTPS("https"),
  DNS("dns"),
  TOKEN("token"),
  GRAPH("graph"),
  /// A message that is sent by SMTP and found by IMAP.
  ROUND_TRIP("round-trip"),
  UNKNOWN("unknown");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
