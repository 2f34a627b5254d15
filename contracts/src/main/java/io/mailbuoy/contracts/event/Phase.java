package io.mailbuoy.contracts.event;

/// A step of a probe, in the order in which a probe takes them.
public enum Phase implements Code {
  TOKEN("token"),
  DNS("dns"),
  CONNECT("connect"),
  TLS("tls"),
  GREETING("greeting"),
  CAPABILITY("capability"),
  AUTHENTICATE("authenticate"),
  EXAMINE("examine"),
  /// A message is handed in.
  SUBMIT("submit"),
  /// A message is on its way; how long that took is its delay.
  DELIVER("deliver"),
  LOGOUT("logout"),
  /// The one step of a control over HTTP.
  REQUEST("request"),
  UNKNOWN("unknown");

  private final String text;

  Phase(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
