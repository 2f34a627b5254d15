package io.mailbuoy.probe.token;

/// What a token is for, as a client names it that acts for itself.
public enum Scope {
  /// IMAP, POP3 and SMTP at Exchange Online.
  OUTLOOK("https://outlook.office365.com/.default"),
  GRAPH("https://graph.microsoft.com/.default");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
