package io.mailbuoy.testbed;

/// The points of an IMAP session at which a fault or a delay can strike.
public enum ImapStage {
  /// Before the server's first line.
  GREETING,
  /// `CAPABILITY`.
  CAPABILITY,
  /// `AUTHENTICATE` and `LOGIN`.
  AUTHENTICATE,
  /// The first command that needs the mailbox: `EXAMINE`, `SELECT`, `NAMESPACE`, `LIST`, `STATUS`.
  EXAMINE,
  /// `LOGOUT`.
  LOGOUT
}
