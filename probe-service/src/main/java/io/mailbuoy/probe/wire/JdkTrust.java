package io.mailbuoy.probe.wire;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Lets the JDK judge certificates for Conscrypt, host name included.
///
/// In TLS 1.3 the kind of key exchange says nothing about the certificate any more. Conscrypt calls
/// that `GENERIC` and the JDK `UNKNOWN`, and refuses the other word. Nothing else is changed.
final class JdkTrust extends X509ExtendedTrustManager {
  private static final String CONSCRYPT_TLS_13 = "GENERIC";
  private static final String JDK_TLS_13 = "UNKNOWN";

  private final X509ExtendedTrustManager jdk;

  private JdkTrust(X509ExtendedTrustManager jdk) {
    this.jdk = jdk;
  }

  static TrustManager[] around(TrustManager[] managers) {
    return Arrays.stream(managers)
        .map(manager ->
            manager instanceof X509ExtendedTrustManager jdk ? new JdkTrust(jdk) : manager)
        .toArray(TrustManager[]::new);
  }

  private static String word(String authType) {
    return authType.equals(CONSCRYPT_TLS_13) ? JDK_TLS_13 : authType;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    try {
      jdk.checkServerTrusted(chain, word(authType), socket);
    } catch (CertificateException e) {
      throw new UntrustedException(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      jdk.checkServerTrusted(chain, word(authType), engine);
    } catch (CertificateException e) {
      throw new UntrustedException(chain, e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    // Without a connection no host name can be checked.
    throw new CertificateException("a certificate is only judged together with its connection");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jdk.getAcceptedIssuers();
  }
}
