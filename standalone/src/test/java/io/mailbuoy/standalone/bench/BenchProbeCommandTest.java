package io.mailbuoy.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.standalone.Said;
import io.mailbuoy.testbed.ExchangeImapServer;
import io.mailbuoy.testbed.TestCertificates;
import io.mailbuoy.testbed.TokenAuthority;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchProbeCommandTest {
  private static final String USER = "canary";
  private static final String PASSWORD = "a-p4ss$word \"with\" 'everything'";

  private static TestCertificates certificates;
  private static ExchangeImapServer server;

  @BeforeAll
  static void start() {
    certificates = TestCertificates.create();
    server = ExchangeImapServer.start(certificates.serverContext(), new TokenAuthority());
    server.addMailbox(USER, PASSWORD);
  }

  @AfterAll
  static void stop() {
    server.close();
    certificates.close();
  }

  @Test
  void the_last_line_tells_what_a_probe_costs() throws IOException {
    Said said = probing("--password", PASSWORD, "--concurrency", "2", "--seconds", "2");

    assertThat(said.exitCode()).as(said.toString()).isZero();
    JsonNode json = lastLine(said);
    assertThat(StreamSupport.stream(((Iterable<String>) json::fieldNames).spliterator(), false))
        .containsExactly("probes", "failures", "perSecond", "cpuMillisPerProbe", "rssMiB");
    assertThat(json.path("probes").asLong()).isPositive();
    assertThat(json.path("failures").asLong()).isZero();
    assertThat(json.path("perSecond").asDouble()).isPositive();
    assertThat(json.path("cpuMillisPerProbe").asDouble()).isPositive();
    assertThat(said.out()).doesNotContain(PASSWORD);
    assertThat(said.err()).isEmpty();
  }

  @Test
  void where_no_probe_ends_well_it_exits_1_and_says_why() throws IOException {
    Said said = probing("--password", "not-the-password", "--concurrency", "1", "--seconds", "1");

    assertThat(said.exitCode()).as(said.toString()).isEqualTo(1);
    JsonNode json = lastLine(said);
    assertThat(json.path("failures").asLong()).isEqualTo(json.path("probes").asLong());
    assertThat(said.err()).contains("auth-rejected", "authenticate").doesNotContain("not-the-");
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused() {
    Said said =
        Said.by(
            "bench",
            "probe",
            "--url",
            server.url().toString(),
            "--seconds",
            "1",
            "--concurrency",
            "1");

    assertThat(said.exitCode()).as(said.toString()).isEqualTo(1);
    assertThat(said.err()).contains("certificate-invalid");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--concurrency 0 | --concurrency is 0",
        "--concurrency many | --concurrency",
        "--seconds 0 | --seconds is 0",
        "--seconds 100000 | --seconds is 100000",
        "--trust /nowhere/ca.pem | /nowhere/ca.pem",
        "--user somebody | --password-env",
        "--url gopher://localhost | gopher",
        "--timeout soon | soon"
      })
  void what_cannot_be_used_is_named(String arguments, String named) {
    List<String> words = new ArrayList<>(List.of("bench", "probe"));
    if (!arguments.contains("--url")) {
      words.addAll(List.of("--url", server.url().toString()));
    }
    words.addAll(List.of(arguments.split(" ")));

    Said said = Said.by(words.toArray(String[]::new));

    assertThat(said.exitCode()).as(said.toString()).isEqualTo(2);
    assertThat(said.err()).contains(named);
    assertThat(said.out()).isEmpty();
  }

  @Test
  void it_needs_a_url() {
    Said said = Said.by("bench", "probe");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).contains("--url");
  }

  private static Said probing(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "bench",
                "probe",
                "--url",
                server.url().toString(),
                "--user",
                USER,
                "--trust",
                certificates.caPem().toString()));
    words.addAll(List.of(more));
    return Said.by(words.toArray(String[]::new));
  }

  private static JsonNode lastLine(Said said) throws IOException {
    return Json.mapper().readTree(said.out().lines().toList().getLast());
  }
}
