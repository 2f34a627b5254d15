package io.mailbuoy.probe.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailbuoy.testbed.CertificateFault;
import io.mailbuoy.testbed.TestCertificates;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same with both providers and both versions of TLS.
@Timeout(60)
class TlsConnectionTest {
  private static TestCertificates certificates;

  @BeforeAll
  static void start() {
    certificates = TestCertificates.create();
  }

  @AfterAll
  static void stop() {
    certificates.close();
  }

  private interface Talk {
    void with(SSLSocket client) throws IOException;
  }

  /// @param jdk whether the JDK does TLS, or Conscrypt
  record Setting(boolean jdk, String version) {
    @Override
    public String toString() {
      return (jdk ? "JDK " : "Conscrypt ") + version;
    }
  }

  static List<Setting> settings() {
    return List.of(
        new Setting(true, "TLSv1.3"),
        new Setting(true, "TLSv1.2"),
        new Setting(false, "TLSv1.3"),
        new Setting(false, "TLSv1.2"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void what_is_longer_than_any_buffer_arrives_whole_in_both_directions(Setting setting)
      throws Exception {
    byte[] text = new byte[100_003];
    new Random(7).nextBytes(text);

    try (Server server = Server.start(CertificateFault.NONE, client -> echo(client, text.length));
        Socket plain = server.connect();
        TlsConnection tls = connection(setting, plain)) {
      tls.startHandshake();
      tls.out().write(text);

      assertThat(tls.in().readNBytes(text.length)).isEqualTo(text);
      assertThat(tls.getSession().getProtocol()).isEqualTo(setting.version());
      assertThat(tls.in().read()).as("after the server's goodbye").isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void single_bytes_and_empty_reads(Setting setting) throws Exception {
    try (Server server =
            Server.start(CertificateFault.NONE, client -> say(client, "* OK ready\r\n"));
        Socket plain = server.connect();
        TlsConnection tls = connection(setting, plain)) {
      tls.startHandshake();

      assertThat(tls.in().read(new byte[0])).isZero();
      assertThat(tls.in().read()).isEqualTo('*');
      assertThat(new String(tls.in().readNBytes(4), StandardCharsets.US_ASCII)).isEqualTo(" OK ");
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void a_certificate_for_another_host_is_refused(Setting setting) throws Exception {
    try (Server server = Server.start(CertificateFault.WRONG_HOST, client -> say(client, "never"));
        Socket plain = server.connect();
        TlsConnection tls = connection(setting, plain)) {
      assertThatThrownBy(tls::startHandshake)
          .isInstanceOf(SSLException.class)
          .hasRootCauseInstanceOf(java.security.cert.CertificateException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void a_server_that_leaves_in_the_handshake_has_closed_the_connection(Setting setting)
      throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread leaving =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket client = listening.accept()) {
                  var _ = client.getInputStream().read(new byte[1 << 14]);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      try (Socket plain = new Socket(listening.getInetAddress(), listening.getLocalPort());
          TlsConnection tls = connection(setting, plain)) {
        assertThatThrownBy(tls::startHandshake).isInstanceOf(EOFException.class);
      }
      leaving.join();
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void a_server_without_tls_is_no_server_with_tls(Setting setting) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread greeting =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket client = listening.accept()) {
                  client.getOutputStream().write("* OK ready\r\n".getBytes(StandardCharsets.UTF_8));
                  client.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      try (Socket plain = new Socket(listening.getInetAddress(), listening.getLocalPort());
          TlsConnection tls = connection(setting, plain)) {
        assertThatThrownBy(tls::startHandshake).isInstanceOf(SSLException.class);
      }
      greeting.join();
    }
  }

  private static TlsConnection connection(Setting setting, Socket plain)
      throws GeneralSecurityException, IOException {
    SSLContext context = certificates.clientContext();
    if (!setting.jdk()) {
      Provider conscrypt = Conscrypt.newProvider();
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(TlsClient.store(certificates.caPem()));
      context = SSLContext.getInstance("TLS", conscrypt);
      context.init(null, JdkTrust.around(trust.getTrustManagers()), null);
    }
    SSLEngine engine = context.createSSLEngine("localhost", plain.getPort());
    engine.setUseClientMode(true);
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {setting.version()});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return new TlsConnection(engine, plain);
  }

  /// Reads everything before it answers, so the other side's writing must not wait for reading.
  private static void echo(SSLSocket client, int length) throws IOException {
    InputStream in = client.getInputStream();
    byte[] text = in.readNBytes(length);
    client.getOutputStream().write(text);
  }

  private static void say(SSLSocket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
    client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /// Serves one connection.
  private record Server(ServerSocket listening, Thread thread) implements AutoCloseable {
    static Server start(CertificateFault fault, Talk talk) throws IOException {
      ServerSocket listening =
          certificates
              .serverContext(fault)
              .getServerSocketFactory()
              .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                try (SSLSocket client = (SSLSocket) listening.accept()) {
                  talk.with(client);
                } catch (IOException clientLeft) {
                  // It does, in half of the tests.
                }
              });
      return new Server(listening, thread);
    }

    Socket connect() throws IOException {
      return new Socket(listening.getInetAddress(), listening.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      listening.close();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
