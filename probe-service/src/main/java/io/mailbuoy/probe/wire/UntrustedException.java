package io.mailbuoy.probe.wire;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// A server's certificates are not trusted. It brings them along, for nobody else keeps them when a
/// handshake fails.
final class UntrustedException extends CertificateException {
  private static final long serialVersionUID = 1;
  private static final int LONGEST_CHAIN = 20;

  private final transient X509Certificate[] chain;

  UntrustedException(X509Certificate[] chain, CertificateException reason) {
    super(reason.getMessage(), reason);
    this.chain = chain.clone();
  }

  /// What the server has sent, its own certificate first.
  X509Certificate[] chain() {
    return chain.clone();
  }

  /// The one among the causes of a failed handshake.
  static Optional<UntrustedException> in(Throwable failure) {
    Throwable each = failure;
    for (int i = 0; each != null && i < LONGEST_CHAIN; i++) {
      if (each instanceof UntrustedException found) {
        return Optional.of(found);
      }
      each = each.getCause();
    }
    return Optional.empty();
  }
}
