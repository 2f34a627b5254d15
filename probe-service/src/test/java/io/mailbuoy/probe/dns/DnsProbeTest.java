package io.mailbuoy.probe.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DnsProbeTest {
  private static final int SILENT = -1;

  private static Network network;

  /// A name server that answers every question with one code, after an answer to another question.
  private static final class OneCodeNameServer implements AutoCloseable {
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final int code;
    private final int records;

    OneCodeNameServer(int code, int records) throws IOException {
      this.code = code;
      this.records = records;
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      byte[] buffer = new byte[512];
      try {
        while (true) {
          DatagramPacket question = new DatagramPacket(buffer, buffer.length);
          socket.receive(question);
          byte[] answer = Arrays.copyOf(buffer, question.getLength());
          answer[2] |= (byte) 0x80;
          answer[3] = (byte) code;
          answer[7] = (byte) records;
          byte[] foreign = answer.clone();
          foreign[0] ^= 1;
          if (code != SILENT) {
            socket.send(new DatagramPacket(foreign, foreign.length, question.getSocketAddress()));
            socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
          }
        }
      } catch (IOException over) {
        // The test is over.
      }
    }

    URI url() {
      return URI.create("dns://127.0.0.1:" + socket.getLocalPort() + "/outlook.example.org");
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @BeforeAll
  static void open() {
    network = Network.open();
  }

  @AfterAll
  static void close() {
    network.close();
  }

  @Test
  void a_name_with_an_address_is_found() throws IOException {
    try (OneCodeNameServer server = new OneCodeNameServer(0, 1)) {
      assertThat(observe(server.url()).end()).isEqualTo(new Observation.Worked());
    }
  }

  @Test
  void a_refusal_is_told_by_its_name() throws IOException {
    try (OneCodeNameServer server = new OneCodeNameServer(2, 0)) {
      assertFailed(observe(server.url()), "SERVFAIL");
    }
    try (OneCodeNameServer server = new OneCodeNameServer(3, 0)) {
      assertFailed(observe(server.url()), "NXDOMAIN");
    }
    try (OneCodeNameServer server = new OneCodeNameServer(0, 0)) {
      assertFailed(observe(server.url()), "NOERROR without an answer");
    }
  }

  @Test
  void a_silent_name_server_is_given_up_in_time() throws IOException {
    try (OneCodeNameServer server = new OneCodeNameServer(SILENT, 0)) {
      long began = System.nanoTime();
      assertFailed(observe(server.url()), null);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void without_a_path_the_system_is_asked() {
    assertThat(observe(URI.create("dns://localhost")).end()).isEqualTo(new Observation.Worked());
    assertFailed(observe(URI.create("dns://no-such-host.invalid")), null);
  }

  private static void assertFailed(Observation seen, @Nullable String text) {
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    Observation.Failed failed = (Observation.Failed) seen.end();
    assertThat(failed.phase()).isEqualTo(Phase.DNS);
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.DNS_FAILURE);
    assertThat(failed.fault().serverText()).isEqualTo(text);
  }

  private static Observation observe(URI url) {
    return new DnsProbe(network, url, Duration.ofSeconds(1)).observe();
  }
}
