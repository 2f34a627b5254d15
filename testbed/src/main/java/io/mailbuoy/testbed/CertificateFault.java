package io.mailbuoy.testbed;

/// What is wrong with a server certificate.
public enum CertificateFault {
  /// Nothing: issued by the test CA for `localhost`, `127.0.0.1` and `::1`.
  NONE,
  /// Issued by the test CA for the right names, but its validity ended yesterday.
  EXPIRED,
  /// For the right names, but signed by itself.
  SELF_SIGNED,
  /// Issued by the test CA for `imap.elsewhere.example`.
  WRONG_HOST,
  /// For the right names, but issued by an authority between that the server does not send.
  INCOMPLETE_CHAIN,
  /// Issued by the test CA for the right names, but its validity begins tomorrow.
  NOT_YET_VALID
}
