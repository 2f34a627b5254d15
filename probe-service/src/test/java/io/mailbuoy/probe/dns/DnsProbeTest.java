package io.mailbuoy.probe.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DnsProbeTest {
  private static final int SILENT = -1;

  private static Network network;

  /// A name server that answers every question with one code, after an answer to another question.
  private static final class OneCodeNameServer implements AutoCloseable {
    private final InetAddress loopback = InetAddress.getLoopbackAddress();
    private final ServerSocket tcp = new ServerSocket(0, 9, loopback);
    private final DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    private final List<byte[]> questions = new CopyOnWriteArrayList<>();
    private final int code;
    private final int records;
    private final boolean truncates;

    OneCodeNameServer(int code, int records) throws IOException {
      this(code, records, false);
    }

    /// @param truncates whether only TCP gets the whole answer
    OneCodeNameServer(int code, int records, boolean truncates) throws IOException {
      this.code = code;
      this.records = records;
      this.truncates = truncates;
      Thread.ofVirtual().start(this::serveUdp);
      Thread.ofVirtual().start(this::serveTcp);
    }

    private void serveUdp() {
      byte[] buffer = new byte[512];
      try {
        while (true) {
          DatagramPacket question = new DatagramPacket(buffer, buffer.length);
          udp.receive(question);
          questions.add(Arrays.copyOf(buffer, question.getLength()));
          byte[] answer = answer(buffer, question.getLength());
          byte[] foreign = answer.clone();
          foreign[0] ^= 1;
          if (truncates) {
            answer[2] |= (byte) 0x02;
            answer[7] = 0;
          }
          if (code != SILENT) {
            udp.send(new DatagramPacket(foreign, foreign.length, question.getSocketAddress()));
            udp.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
          }
        }
      } catch (IOException over) {
        // The test is over.
      }
    }

    private void serveTcp() {
      while (!tcp.isClosed()) {
        try (Socket socket = tcp.accept()) {
          DataInputStream in = new DataInputStream(socket.getInputStream());
          byte[] question = new byte[in.readUnsignedShort()];
          in.readFully(question);
          byte[] answer = answer(question, question.length);
          DataOutputStream out = new DataOutputStream(socket.getOutputStream());
          out.writeShort(answer.length);
          out.write(answer);
          out.flush();
        } catch (IOException over) {
          // The test is over, or the client has gone.
        }
      }
    }

    private byte[] answer(byte[] question, int length) {
      byte[] answer = Arrays.copyOf(question, length);
      answer[2] |= (byte) 0x80;
      answer[3] = (byte) code;
      answer[7] = (byte) records;
      return answer;
    }

    URI url() {
      return url("");
    }

    URI url(String query) {
      return URI.create("dns://127.0.0.1:" + tcp.getLocalPort() + "/outlook.example.org" + query);
    }

    @Override
    public void close() throws IOException {
      udp.close();
      tcp.close();
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
    try (OneCodeNameServer server = new OneCodeNameServer(5, 0)) {
      assertFailed(observe(server.url()), "REFUSED");
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
  void two_name_servers_tell_apart_a_broken_one_from_a_name_that_is_gone() throws IOException {
    try (OneCodeNameServer broken = new OneCodeNameServer(2, 0);
        OneCodeNameServer well = new OneCodeNameServer(0, 1)) {
      Observation failed = observe(broken.url());
      assertFailed(failed, "SERVFAIL");
      assertThat(failed.server()).isNotNull();
      assertThat(failed.server().address()).isEqualTo("127.0.0.1:" + broken.url().getPort());
      Observation worked = observe(well.url());
      assertThat(worked.end()).isEqualTo(new Observation.Worked());
      assertThat(worked.server()).isNotNull();
      assertThat(worked.server().address()).isEqualTo("127.0.0.1:" + well.url().getPort());
    }
  }

  @Test
  void other_records_are_asked_for_by_their_type() throws IOException {
    try (OneCodeNameServer server = new OneCodeNameServer(0, 1)) {
      assertThat(observe(server.url("?type=mx")).end()).isEqualTo(new Observation.Worked());
      byte[] question = server.questions.getFirst();
      assertThat(question[question.length - 3]).isEqualTo((byte) 15);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> observe(server.url("?type=HINFO")))
          .withMessageContaining("HINFO")
          .withMessageContaining("AAAA");
    }
  }

  @Test
  void an_answer_that_does_not_fit_is_asked_for_over_tcp() throws IOException {
    try (OneCodeNameServer server = new OneCodeNameServer(0, 1, true)) {
      assertThat(observe(server.url()).end()).isEqualTo(new Observation.Worked());
    }
    try (OneCodeNameServer server = new OneCodeNameServer(0, 0, true)) {
      assertFailed(observe(server.url()), "NOERROR without an answer");
    }
    try (OneCodeNameServer server = new OneCodeNameServer(0, 1, true)) {
      server.tcp.close();
      assertFailed(observe(server.url()), null);
    }
  }

  @Test
  void where_nobody_listens_the_name_server_does_not_answer() throws IOException {
    URI url;
    try (OneCodeNameServer gone = new OneCodeNameServer(0, 1)) {
      url = gone.url();
    }
    assertFailed(observe(url), null);
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
