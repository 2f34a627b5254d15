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
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  private static HttpProbe probe(String url, Duration timeout) {
    URI uri = URI.create(url);
    Optional<TlsClient> tls =
        uri.getScheme().equals("https")
            ? Optional.of(TlsClient.trusting(Optional.of(certificates.caPem())))
            : Optional.empty();
    return new HttpProbe(network, uri, tls, timeout);
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
