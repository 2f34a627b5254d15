package io.mailbuoy.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority made at run time, with a server certificate for loopback and faulty
/// variants of it. Nothing secret is ever committed, and nothing expires in the repository.
///
/// The files lie in a temporary directory that goes with [#close()] or with the process.
public final class TestCertificates implements AutoCloseable {
  private static final int RSA_BITS = 2048;
  private static final char[] NO_PASSWORD = new char[0];
  private static final X500Name CA_NAME = new X500Name("CN=Mailbuoy testbed CA");
  private static final X500Name BETWEEN_NAME = new X500Name("CN=Mailbuoy testbed CA between");
  private static final X500Name SERVER_NAME = new X500Name("CN=localhost");
  private static final GeneralName[] LOOPBACK = {
    new GeneralName(GeneralName.dNSName, "localhost"),
    // What a container calls the machine it runs on.
    new GeneralName(GeneralName.dNSName, "host.docker.internal"),
    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
    new GeneralName(GeneralName.iPAddress, "::1")
  };
  private static final GeneralName[] ELSEWHERE = {
    new GeneralName(GeneralName.dNSName, "imap.elsewhere.example")
  };

  private final Keys kind;
  private final AtomicLong serial = new AtomicLong(System.nanoTime() & Long.MAX_VALUE);
  private final Map<CertificateFault, SSLContext> contexts = new ConcurrentHashMap<>();
  private final Path directory;
  private final KeyPair caKeys;
  private final KeyPair betweenKeys;
  private final X509Certificate caCertificate;
  private final KeyPair serverKeys;
  private final X509Certificate serverCertificate;

  /// What keys are made of.
  public enum Keys {
    /// On the curve P-256.
    EC,
    /// Of 2048 bits, as most servers have them that were set up by hand.
    RSA
  }

  private TestCertificates(Keys kind) throws GeneralSecurityException, IOException {
    this.kind = kind;
    directory = Files.createTempDirectory("mailbuoy-testbed-tls-");
    directory.toFile().deleteOnExit();
    caKeys = keyPair();
    betweenKeys = keyPair();
    caCertificate = caCertificate();
    serverKeys = keyPair();
    serverCertificate = serverCertificate(CertificateFault.NONE, serverKeys);
    write(caPem(), pem("CERTIFICATE", caCertificate.getEncoded()));
    write(serverCertificatePem(), pem("CERTIFICATE", serverCertificate.getEncoded()));
    write(serverKeyPem(), pem("PRIVATE KEY", serverKeys.getPrivate().getEncoded()));
  }

  /// Makes a fresh authority and server certificate.
  public static TestCertificates create() {
    return create(Keys.EC);
  }

  /// Makes a fresh authority and server certificate with keys of a kind.
  public static TestCertificates create(Keys kind) {
    try {
      return new TestCertificates(kind);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK cannot make test certificates", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The authority's certificate, for a client's `tls.trust`.
  public Path caPem() {
    return directory.resolve("ca.pem");
  }

  /// The good server certificate.
  public Path serverCertificatePem() {
    return directory.resolve("server.pem");
  }

  /// The good server certificate's key, PKCS #8 without a password.
  public Path serverKeyPem() {
    return directory.resolve("server-key.pem");
  }

  /// A certificate for clients, as an application registers it at Entra, signed by itself.
  ///
  /// @param algorithm of its key: `RSA` or `EC`
  /// @param file where certificate and key are written, one after the other
  public X509Certificate clientCertificate(String algorithm, Path file) {
    try {
      KeyPair keys = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      Instant now = Instant.now();
      X500Name name = new X500Name("CN=mailbuoy client");
      X509Certificate certificate =
          sign(
              builder(
                  name,
                  name,
                  keys.getPublic(),
                  now.minus(Duration.ofDays(1)),
                  now.plus(Duration.ofDays(90))),
              keys.getPrivate());
      Files.deleteIfExists(file);
      write(
          file,
          pem("PRIVATE KEY", keys.getPrivate().getEncoded())
              + pem("CERTIFICATE", certificate.getEncoded()));
      return certificate;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK cannot make a client certificate", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A server's context with the good certificate.
  public SSLContext serverContext() {
    return serverContext(CertificateFault.NONE);
  }

  /// A server's context whose certificate has one fault.
  public SSLContext serverContext(CertificateFault fault) {
    return contexts.computeIfAbsent(fault, this::makeServerContext);
  }

  /// A client's context that trusts this authority and nothing else.
  public SSLContext clientContext() {
    try {
      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry("ca", caCertificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("No client context", e);
    }
  }

  @Override
  public void close() {
    try {
      for (Path file : new Path[] {caPem(), serverCertificatePem(), serverKeyPem(), directory}) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SSLContext makeServerContext(CertificateFault fault) {
    try {
      KeyPair keys = fault == CertificateFault.NONE ? serverKeys : keyPair();
      X509Certificate certificate =
          fault == CertificateFault.NONE ? serverCertificate : serverCertificate(fault, keys);
      X509Certificate[] chain = {certificate};
      KeyStore store = emptyStore();
      store.setKeyEntry("server", keys.getPrivate(), NO_PASSWORD, chain);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("No server context for " + fault, e);
    }
  }

  private X509Certificate caCertificate() throws GeneralSecurityException, IOException {
    Instant now = Instant.now();
    var builder =
        builder(
            CA_NAME,
            CA_NAME,
            caKeys.getPublic(),
            now.minus(Duration.ofDays(60)),
            now.plus(Duration.ofDays(365)));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    return sign(builder, caKeys.getPrivate());
  }

  private X509Certificate serverCertificate(CertificateFault fault, KeyPair keys)
      throws GeneralSecurityException, IOException {
    Instant now = Instant.now();
    Instant from = now.plus(Duration.ofDays(fault == CertificateFault.NOT_YET_VALID ? 1 : -30));
    Instant until = now.plus(Duration.ofDays(fault == CertificateFault.EXPIRED ? -1 : 90));
    X500Name issuer =
        switch (fault) {
          case SELF_SIGNED -> SERVER_NAME;
          case INCOMPLETE_CHAIN -> BETWEEN_NAME;
          case NONE, EXPIRED, WRONG_HOST, NOT_YET_VALID -> CA_NAME;
        };
    PrivateKey signer =
        switch (fault) {
          case SELF_SIGNED -> keys.getPrivate();
          case INCOMPLETE_CHAIN -> betweenKeys.getPrivate();
          case NONE, EXPIRED, WRONG_HOST, NOT_YET_VALID -> caKeys.getPrivate();
        };
    var builder = builder(issuer, SERVER_NAME, keys.getPublic(), from, until);
    GeneralName[] names = fault == CertificateFault.WRONG_HOST ? ELSEWHERE : LOOPBACK;
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    return sign(builder, signer);
  }

  private JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant from, Instant until) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(serial.incrementAndGet()),
        Date.from(from),
        Date.from(until),
        subject,
        key);
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey signer)
      throws GeneralSecurityException {
    try {
      String algorithm = signer.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
      var contentSigner = new JcaContentSignerBuilder(algorithm).build(signer);
      return new JcaX509CertificateConverter().getCertificate(builder.build(contentSigner));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.name());
    switch (kind) {
      case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"));
      case RSA -> generator.initialize(RSA_BITS);
    }
    return generator.generateKeyPair();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
    file.toFile().deleteOnExit();
  }
}
