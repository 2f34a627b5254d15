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
