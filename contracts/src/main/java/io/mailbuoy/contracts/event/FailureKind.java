package io.mailbuoy.contracts.event;

/// What went wrong in the phase that failed.
public enum FailureKind implements Code {
  DNS_FAILURE("dns-failure"),
  CONNECT_REFUSED("connect-refused"),
  CONNECT_TIMEOUT("connect-timeout"),
  /// The handshake failed for another reason than the certificate.
  TLS_FAILURE("tls-failure"),
  CERTIFICATE_INVALID("certificate-invalid"),
  /// The server went silent.
  TIMEOUT("timeout"),
  /// The server closed the connection without saying why.
  DISCONNECTED("disconnected"),
  /// The server said that it, or a part of it, is down.
  SERVER_UNAVAILABLE("server-unavailable"),
  /// The server refused the authentication; with Exchange that says nothing about whose fault it
  /// is.
  AUTH_REJECTED("auth-rejected"),
  /// The authentication was accepted and the mailbox then was not connected.
  AUTH_THEN_UNUSABLE("auth-then-unusable"),
  /// The server asks for less load; never an outage.
  THROTTLED("throttled"),
  /// The identity provider refused our credential.
  TOKEN_REJECTED("token-rejected"),
  /// The identity provider refused by a policy: Conditional Access, consent, multi-factor.
  TOKEN_POLICY("token-policy"),
  /// The identity provider did not answer, or said that it cannot.
  TOKEN_UNAVAILABLE("token-unavailable"),
  MAILBOX_ERROR("mailbox-error"),
  /// A message was taken and has not arrived in time.
  NOT_DELIVERED("not-delivered"),
  /// A message has arrived in the junk folder, where nobody looks for it.
  DELIVERED_TO_JUNK("delivered-to-junk"),
  HTTP_ERROR("http-error"),
  PROTOCOL_ERROR("protocol-error"),
  /// An answer that is not understood; it is kept verbatim and never guessed at.
  UNKNOWN("unknown");

  private final String text;

  FailureKind(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
