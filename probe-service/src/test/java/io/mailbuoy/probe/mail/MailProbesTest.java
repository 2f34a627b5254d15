package io.mailbuoy.probe.mail;

import static io.mailbuoy.contracts.event.Phase.CAPABILITY;
import static io.mailbuoy.contracts.event.Phase.CONNECT;
import static io.mailbuoy.contracts.event.Phase.DNS;
import static io.mailbuoy.contracts.event.Phase.GREETING;
import static io.mailbuoy.contracts.event.Phase.LOGOUT;
import static io.mailbuoy.contracts.event.Phase.TLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.testbed.TestCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MailProbesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String STARTTLS = "STARTTLS";
  private static final Map<String, String> SMTP =
      Map.of("EHLO", "250-relay.example\r\n250 STARTTLS", STARTTLS, "220 go ahead");

  private static Network network;
  private static TestCertificates certificates;
  private static TlsClient tls;

  /// Greets, and answers each command as it is written down.
  private static final class ScriptedServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    private final Security security;
    private final String greeting;
    private final Map<String, String> answers;

    ScriptedServer(Security security, String greeting, Map<String, String> answers)
        throws IOException {
      this.security = security;
      this.greeting = greeting;
      this.answers = answers;
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      try (Socket plain = server.accept()) {
        Socket socket = security == Security.IMPLICIT ? secured(plain) : plain;
        say(socket, greeting);
        talk(socket);
      } catch (IOException over) {
        // The test is over.
      }
    }

    private void talk(Socket socket) throws IOException {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line;
      while ((line = in.readLine()) != null) {
        String command = line.split(" ", 2)[0];
        String answer = answers.get(command);
        if (answer == null) {
          return;
        }
        say(socket, answer);
        if (command.equals(STARTTLS) && answer.startsWith("220")) {
          talk(secured(socket));
          return;
        }
      }
    }

    private static void say(Socket socket, String line) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    private static Socket secured(Socket plain) throws IOException {
      SSLSocket secured =
          (SSLSocket)
              certificates
                  .serverContext()
                  .getSocketFactory()
                  .createSocket(plain, "localhost", plain.getPort(), true);
      secured.setUseClientMode(false);
      return secured;
    }

    Endpoint endpoint() {
      return new Endpoint("localhost", server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  @BeforeAll
  static void open() {
    network = Network.open();
    certificates = TestCertificates.create();
    tls = TlsClient.trusting(Optional.of(certificates.caPem()));
  }

  @AfterAll
  static void close() {
    certificates.close();
    network.close();
  }

  @Test
  void smtp_is_upgraded_and_greeted_again() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(Security.STARTTLS, "220-relay.example\r\n220 ready", SMTP)) {
      Observation seen = smtp(server, Security.STARTTLS).observe();
      assertThat(seen.end()).isEqualTo(new Observation.Worked());
      assertThat(phases(seen))
          .containsExactly(DNS, CONNECT, GREETING, CAPABILITY, TLS, CAPABILITY, LOGOUT);
      assertThat(seen.server()).isNotNull();
      assertThat(seen.server().greeting()).isEqualTo("220-relay.example");
    }
  }

  @Test
  void smtps_begins_with_tls() throws IOException {
    try (ScriptedServer server = new ScriptedServer(Security.IMPLICIT, "220 ready", SMTP)) {
      Observation seen = smtp(server, Security.IMPLICIT).observe();
      assertThat(seen.end()).isEqualTo(new Observation.Worked());
      assertThat(phases(seen)).containsExactly(DNS, CONNECT, TLS, GREETING, CAPABILITY, LOGOUT);
    }
  }

  @Test
  void a_relay_that_does_not_upgrade_is_a_failure() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(
            Security.NONE, "220 ready", Map.of("EHLO", "250 hi", STARTTLS, "502 what?"))) {
      assertFailed(
          smtp(server, Security.STARTTLS), Phase.TLS, FailureKind.TLS_FAILURE, "502 what?");
    }
  }

  @Test
  void a_relay_that_cannot_now_says_so() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(Security.NONE, "421 closing, try later", Map.of())) {
      assertFailed(
          smtp(server, Security.NONE),
          Phase.GREETING,
          FailureKind.SERVER_UNAVAILABLE,
          "421 closing, try later");
    }
  }

  @Test
  void pop3_is_greeted_over_tls() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(Security.IMPLICIT, "+OK ready", Map.of("QUIT", "+OK bye"))) {
      Observation seen = new Pop3Probe(network, server.endpoint(), tls, PATIENCE).observe();
      assertThat(seen.end()).isEqualTo(new Observation.Worked());
      assertThat(phases(seen)).containsExactly(DNS, CONNECT, TLS, GREETING, LOGOUT);
    }
    try (ScriptedServer server =
        new ScriptedServer(Security.IMPLICIT, "-ERR [SYS/TEMP] later", Map.of())) {
      assertFailed(
          new Pop3Probe(network, server.endpoint(), tls, PATIENCE),
          Phase.GREETING,
          FailureKind.SERVER_UNAVAILABLE,
          "-ERR [SYS/TEMP] later");
    }
  }

  private static SmtpProbe smtp(ScriptedServer server, Security security) {
    return new SmtpProbe(network, server.endpoint(), security, tls, PATIENCE);
  }

  private static List<Phase> phases(Observation seen) {
    return seen.phases().stream().map(timing -> timing.phase().value()).toList();
  }

  private static void assertFailed(Probe probe, Phase phase, FailureKind kind, String text) {
    Observation seen = probe.observe();
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    Observation.Failed failed = (Observation.Failed) seen.end();
    assertThat(failed.phase()).isEqualTo(phase);
    assertThat(failed.fault().kind()).isEqualTo(kind);
    assertThat(failed.fault().serverText()).isEqualTo(text);
  }
}
