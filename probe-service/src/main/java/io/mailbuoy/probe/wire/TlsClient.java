package io.mailbuoy.probe.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Brings connections to TLS, with the certificate and the host's name verified, always.
///
/// Conscrypt does the cryptography where its native library loads, for half of the processor time
/// of the JDK's own provider. The certificates are judged by the JDK in either case.
public final class TlsClient {
  private static final Logger LOG = Logger.getLogger(TlsClient.class);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final @Nullable Provider CONSCRYPT = conscrypt();

  private final SSLContext context;
  private final SSLParameters parameters = new SSLParameters();
  private final AtomicInteger handshakes = new AtomicInteger();
  private final Certificates certificates = new Certificates();

  private TlsClient(SSLContext context) {
    this.context = context;
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
  }

  /// Trusts what the system trusts, or the certificates of a PEM file instead.
  ///
  /// @throws IllegalArgumentException where the file holds no certificate or cannot be read
  public static TlsClient trusting(Optional<Path> pem) {
    try {
      SSLContext context =
          CONSCRYPT == null
              ? SSLContext.getInstance("TLS")
              : SSLContext.getInstance("TLS", CONSCRYPT);
      context.init(null, trustManagers(pem), null);
      context.getClientSessionContext().setSessionCacheSize(1);
      return new TlsClient(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          pem.map(file -> "the certificates in " + file + " cannot be used")
              .orElse("the system's certificates cannot be used"),
          e);
    }
  }

  /// Whether Conscrypt does the cryptography.
  public static boolean fast() {
    return CONSCRYPT != null;
  }

  /// TLS over a connection, before its handshake, which will be a full one.
  ///
  /// A resumed session shows no certificate, and a probe is there to notice the one that has
  /// expired. Both providers look for a session under host and port, so each handshake names a port
  /// of its own. It goes nowhere else.
  TlsConnection over(Socket plain, String host) throws IOException {
    int unlikeAnyOther = 1 + Math.floorMod(handshakes.getAndIncrement(), 65_000);
    SSLEngine engine = context.createSSLEngine(host, unlikeAnyOther);
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters);
    return new TlsConnection(engine, plain);
  }

  /// What is told of the servers' certificates.
  Certificates certificates() {
    return certificates;
  }

  private static TrustManager[] trustManagers(Optional<Path> pem)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(pem.isPresent() ? store(pem.get()) : null);
    return JdkTrust.around(factory.getTrustManagers());
  }

  static KeyStore store(Path pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream file = Files.newInputStream(pem)) {
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        store.setCertificateEntry("trusted-" + number++, each);
      }
    }
    return store;
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private static @Nullable Provider conscrypt() {
    try {
      return Conscrypt.newProvider();
    } catch (LinkageError | RuntimeException e) {
      LOG.infof("Conscrypt has no library for this system, so the JDK does TLS (%s)", e);
      return null;
    }
  }
}
