package io.mailbuoy.testbed;

/// The points of an SMTP session at which a fault can strike.
public enum SmtpStage {
  /// In place of the `220` greeting.
  GREETING,
  /// In answer to credentials.
  AUTH,
  /// In answer to `MAIL FROM`.
  MAIL,
  /// In answer to `RCPT TO`.
  RCPT,
  /// In answer to the message itself, after its final dot.
  DATA
}
