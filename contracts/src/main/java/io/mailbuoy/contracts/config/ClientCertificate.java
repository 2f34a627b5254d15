package io.mailbuoy.contracts.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// With what a client proves who it is instead of a secret. The key prints as nothing.
///
/// @param certificate the first of its file
/// @param key belongs to the certificate
public record ClientCertificate(X509Certificate certificate, PrivateKey key) {
  private static final Pattern PKCS_8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

  private static final Pattern OTHER_KEY =
      Pattern.compile("-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----");

  /// What cannot be used, in a sentence that goes on after the file's name.
  public static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    /// Which of the two files is meant.
    private final transient Path file;

    UnusableException(Path file, String reason) {
      super(reason);
      this.file = file;
    }

    public Path file() {
      return file;
    }
  }

  /// Reads both files anew, for certificates are replaced while a service runs.
  ///
  /// @param keyFile absent where the key lies in the certificate's file
  public static ClientCertificate read(Path certificateFile, Optional<Path> keyFile)
      throws UnusableException {
    X509Certificate certificate = certificate(certificateFile);
    Path file = keyFile.orElse(certificateFile);
    PrivateKey key = key(file, certificate.getPublicKey().getAlgorithm());
    if (!belongTogether(certificate, key)) {
      throw new UnusableException(file, "holds a private key that is not the certificate's");
    }
    return new ClientCertificate(certificate, key);
  }

  private static String text(Path file) throws UnusableException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException | InvalidPathException e) {
      throw new UnusableException(file, "cannot be read");
    }
  }

  private static X509Certificate certificate(Path file) throws UnusableException {
    // The factory stumbles over a key that stands before the certificate.
    String text = text(file);
    int begin = Math.max(0, text.indexOf("-----BEGIN CERTIFICATE-----"));
    try {
      Certificate first =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(
                      text.substring(begin).getBytes(StandardCharsets.ISO_8859_1)));
      if (first instanceof X509Certificate certificate) {
        return certificate;
      }
      throw new UnusableException(file, "holds no X.509 certificate");
    } catch (CertificateException e) {
      throw new UnusableException(file, "holds no certificate; it must be a PEM file");
    }
  }

  private static PrivateKey key(Path file, String algorithm) throws UnusableException {
    String text = text(file);
    Matcher key = PKCS_8.matcher(text);
    if (!key.find()) {
      throw new UnusableException(
          file,
          OTHER_KEY.matcher(text).find()
              ? "holds its private key in another form than PKCS #8 without a password; convert it"
                  + " with: openssl pkcs8 -topk8 -nodes"
              : "holds no private key; put it there, or name its file with client-key");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(key.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableException(file, "holds a private key that cannot be read as " + algorithm);
    }
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    try {
      Signature signature =
          Signature.getInstance(
              key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      byte[] sample = {1, 2, 3};
      signature.initSign(key);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "ClientCertificate[" + certificate.getSubjectX500Principal() + "]";
  }
}
