package io.mailbuoy.probe.http;

import static io.mailbuoy.contracts.event.Phase.CONNECT;
import static io.mailbuoy.contracts.event.Phase.DNS;
import static io.mailbuoy.contracts.event.Phase.REQUEST;
import static io.mailbuoy.contracts.event.Phase.TLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.testbed.CertificateFault;
import io.mailbuoy.testbed.MicrosoftCloud;
import io.mailbuoy.testbed.TestCertificates;
import io.mailbuoy.testbed.TokenAuthority;
import io.mailbuoy.testbed.WebFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int HOLD_MILLIS = 300;

  private static Network network;
  private static TestCertificates certificates;
  private static MicrosoftCloud cloud;

  @BeforeAll
  static void open() {
    network = Network.open();
    certificates = TestCertificates.create();
    cloud = MicrosoftCloud.start(new TokenAuthority());
  }

  @AfterAll
  static void close() {
    cloud.close();
    certificates.close();
    network.close();
  }

  @BeforeEach
  void healthy() {
    cloud.web().clear();
  }

  @Test
  void a_page_over_tls_is_asked_for_phase_by_phase() {
    try (MicrosoftCloud secure =
        MicrosoftCloud.start(new TokenAuthority(), certificates.serverContext())) {
      Observation seen = probe(secure.owaUrl(), PATIENCE).observe();
      assertThat(seen.end()).isEqualTo(new Observation.Worked());
      assertThat(phases(seen)).containsExactly(DNS, CONNECT, TLS, REQUEST);
      assertThat(seen.tls()).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void no_bad_certificate_gets_past(CertificateFault fault) {
    try (MicrosoftCloud bad =
        MicrosoftCloud.start(new TokenAuthority(), certificates.serverContext(fault))) {
      Observation.Failed failed = failed(probe(bad.owaUrl(), PATIENCE));
      assertThat(failed.phase()).isEqualTo(TLS);
      assertThat(failed.fault().kind()).isEqualTo(FailureKind.CERTIFICATE_INVALID);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 399})
  void an_answer_below_400_is_a_working_service(int status) {
    cloud.web().set(new WebFault.Status(status));
    assertThat(probe(cloud.owaUrl(), PATIENCE).observe().end()).isEqualTo(new Observation.Worked());
  }

  @ParameterizedTest
  @CsvSource({
    "404, HTTP_ERROR, false",
    "408, HTTP_ERROR, true",
    "429, THROTTLED, false",
    "500, HTTP_ERROR, true",
    "503, HTTP_ERROR, true"
  })
  void an_error_is_told_in_the_servers_words(int status, FailureKind kind, boolean retryable) {
    cloud.web().set(new WebFault.Status(status));
    Observation.Failed failed = failed(probe(cloud.owaUrl(), PATIENCE));
    assertThat(failed.phase()).isEqualTo(REQUEST);
    assertThat(failed.fault().kind()).isEqualTo(kind);
    assertThat(failed.fault().retryable()).isEqualTo(retryable);
    assertThat(failed.fault().serverText()).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void silence_and_a_reset_are_told_apart() {
    cloud.web().set(new WebFault.Hang());
    assertThat(failed(probe(cloud.owaUrl(), Duration.ofMillis(300))).fault().kind())
        .isEqualTo(FailureKind.TIMEOUT);
    cloud.web().set(new WebFault.Reset());
    assertThat(failed(probe(cloud.owaUrl(), PATIENCE)).fault().kind())
        .isEqualTo(FailureKind.DISCONNECTED);
  }

  @Test
  void the_status_is_told_and_the_certificates_end() {
    try (MicrosoftCloud secure =
        MicrosoftCloud.start(new TokenAuthority(), certificates.serverContext())) {
      Observation seen = probe(secure.owaUrl(), PATIENCE).observe();
      assertThat(seen.server()).isNotNull();
      assertThat(seen.server().greeting()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(seen.tls()).isNotNull();
      assertThat(seen.tls().notAfter()).isAfter(Clock.systemUTC().instant());
    }
  }

  @Test
  void the_statuses_that_are_expected_are_well_and_no_others() {
    cloud.web().set(new WebFault.Status(401));
    assertThat(probe(cloud.owaUrl(), PATIENCE, List.of(200, 401)).observe().end())
        .isEqualTo(new Observation.Worked());
    cloud.web().set(new WebFault.Status(302));
    Observation.Failed failed = failed(probe(cloud.owaUrl(), PATIENCE, List.of(200, 401)));
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.HTTP_ERROR);
    assertThat(failed.fault().serverText()).startsWith("HTTP/1.1 302");
  }

  /// Says some lines to whoever asks, holds the rest back until it is told or a while has passed,
  /// and then hangs up.
  private static URI halting(ServerSocket server, String first, CountDownLatch told, String rest) {
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            int blank = 0;
            while (blank < 4) {
              int next = in.read();
              blank = next == '\r' || next == '\n' ? blank + 1 : 0;
            }
            socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
            boolean _ = told.await(HOLD_MILLIS, TimeUnit.MILLISECONDS);
            socket.getOutputStream().write(rest.getBytes(StandardCharsets.US_ASCII));
          } catch (IOException | InterruptedException over) {
            // The test is over.
          }
        });
    return URI.create("http://localhost:" + server.getLocalPort() + "/");
  }

  @Test
  void the_time_to_first_byte_ends_with_the_first_line() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      URI url = halting(server, "HTTP/1.1 204 Nothing\r\n", never, "X: y\r\n\r\n");
      long began = System.nanoTime();
      Observation observation = probe(url.toString(), PATIENCE).observe();
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      assertThat(observation.end()).isEqualTo(new Observation.Worked());
      assertThat(phases(observation)).containsExactly(DNS, CONNECT, REQUEST);
      long phases = observation.phases().stream().mapToLong(each -> each.millis()).sum();
      assertThat(phases).isLessThanOrEqualTo(took - HOLD_MILLIS + 1);
    }
  }

  @Test
  void a_refusal_stands_where_the_rest_of_the_head_is_missing() throws Exception {
    CountDownLatch told = new CountDownLatch(0);
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      URI url = halting(server, "HTTP/1.1 503 Away\r\n", told, "");
      assertThat(failed(probe(url.toString(), PATIENCE)).fault().serverText())
          .isEqualTo("HTTP/1.1 503 Away");
    }
  }

  @Test
  void a_server_that_wants_to_be_left_alone_says_how_long() throws Exception {
    CountDownLatch told = new CountDownLatch(0);
    try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      URI url = halting(server, "HTTP/1.1 429 Slow\r\nRetry-After: 17\r\n", told, "\r\n");
      Observation.Failed failed = failed(probe(url.toString(), PATIENCE));
      assertThat(failed.fault().kind()).isEqualTo(FailureKind.THROTTLED);
      assertThat(failed.fault().backOff()).contains(Duration.ofSeconds(17));
    }
  }

  private static HttpProbe probe(String url, Duration timeout) {
    return probe(url, timeout, null);
  }

  private static HttpProbe probe(String url, Duration timeout, @Nullable List<Integer> statuses) {
    URI uri = URI.create(url);
    Optional<TlsClient> tls =
        uri.getScheme().equals("https")
            ? Optional.of(TlsClient.trusting(Optional.of(certificates.caPem())))
            : Optional.empty();
    return new HttpProbe(
        network,
        uri,
        tls,
        HttpProbe.Expectation.of(Optional.ofNullable(statuses)),
        timeout,
        Clock.systemUTC());
  }

  private static List<Phase> phases(Observation seen) {
    return seen.phases().stream().map(timing -> timing.phase().value()).toList();
  }

  private static Observation.Failed failed(HttpProbe probe) {
    Observation seen = probe.observe();
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    return (Observation.Failed) seen.end();
  }
}
