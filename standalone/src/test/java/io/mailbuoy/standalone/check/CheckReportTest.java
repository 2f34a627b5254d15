package io.mailbuoy.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.standalone.terminal.Terminal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckReportTest {
  private static final String ADDRESS = "imaps://mail.example.org as me";
  private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");

  @Test
  void a_healthy_target_shows_each_phase_with_what_it_learned() {
    assertThat(report(result("own-mail", null)))
        .containsExactly(
            "inbox  imaps://mail.example.org as me",
            "",
            "  dns                2 ms",
            "  connect           18 ms  203.0.113.7:993",
            "  tls               41 ms  TLSv1.3, certificate until 2026-11-01",
            "                           CN=mail for mail.example.org, by CN=authority, until",
            "                           2026-11-01",
            "  greeting          70 ms  front end FR3P281CA0157",
            "  authenticate     912 ms",
            "",
            "  healthy  everything answered in 1043 ms");
  }

  @Test
  void a_failing_target_shows_the_server_s_words_where_it_failed_and_what_they_mean() {
    List<String> lines =
        report(
            result(
                "exchange-online",
                new ProbeResult.Failure(
                    Phase.AUTHENTICATE,
                    FailureKind.AUTH_REJECTED,
                    "NO AUTHENTICATE failed.",
                    true)));

    assertThat(lines)
        .contains("  authenticate     912 ms  failed  NO AUTHENTICATE failed.")
        .contains(
            "  failing  the login is refused (auth-rejected) after 1043 ms; a retry may succeed");
    assertThat(String.join(" ", lines)).contains("Exchange Online gives no reason");
  }

  @Test
  void a_phase_that_was_never_reached_is_named_all_the_same() {
    ProbeResult.Failure failure =
        new ProbeResult.Failure(Phase.EXAMINE, FailureKind.MAILBOX_ERROR, null, false);

    assertThat(report(result("own-mail", failure))).contains("  examine                  failed");
  }

  @Test
  void what_the_probe_knows_beyond_the_server_s_words_stands_before_what_it_means() {
    ProbeResult.Failure failure =
        new ProbeResult.Failure(
            Open.of(Phase.TLS),
            Open.of(FailureKind.CERTIFICATE_INVALID),
            null,
            false,
            "the certificate expired on 2026-11-01T00:00:00Z");

    List<String> lines = report(result("own-mail", failure));
    int detail = lines.indexOf("  The certificate expired on 2026-11-01T00:00:00Z.");
    assertThat(detail).isPositive();
    assertThat(lines.get(detail + 1)).startsWith("  The server's certificate is not to be trusted");
  }

  @Test
  void a_server_cannot_steer_the_terminal() {
    ProbeResult.Failure failure =
        new ProbeResult.Failure(
            Phase.AUTHENTICATE, FailureKind.AUTH_REJECTED, "NO \u001b[2J\r\nhealthy \u202e", false);

    assertThat(report(result("own-mail", failure)))
        .contains("  authenticate     912 ms  failed  NO  [2J  healthy  ");
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void every_failure_has_a_meaning_that_fits_the_terminal(FailureKind kind) {
    List<String> lines =
        report(result("own-mail", new ProbeResult.Failure(Phase.AUTHENTICATE, kind, null, false)));

    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    assertThat(lines.getLast()).isNotBlank().doesNotContain("null");
  }

  private static List<String> report(ProbeResult result) {
    return new CheckReport(new Terminal(System.out, System.err, false)).lines(ADDRESS, result);
  }

  private static ProbeResult result(String service, ProbeResult.@Nullable Failure failure) {
    return new ProbeResult(
        "1",
        "1",
        "inbox",
        null,
        "fra1",
        service,
        Open.of(Protocol.IMAP),
        Open.of(Role.SUBJECT),
        Instant.parse("2026-01-02T00:01:00Z"),
        1043,
        1,
        Open.of(failure == null ? Outcome.SUCCESS : Outcome.FAILURE),
        List.of(
            new ProbeResult.PhaseTiming(Phase.DNS, 2),
            new ProbeResult.PhaseTiming(Phase.CONNECT, 18),
            new ProbeResult.PhaseTiming(Phase.TLS, 41),
            new ProbeResult.PhaseTiming(Phase.GREETING, 70),
            new ProbeResult.PhaseTiming(Phase.AUTHENTICATE, 912)),
        failure,
        new ProbeResult.Server("203.0.113.7:993", "* OK ready", "FR3P281CA0157"),
        new ProbeResult.Tls(
            "TLSv1.3",
            null,
            NOVEMBER,
            List.of(
                new ProbeResult.Certificate(
                    "CN=mail", "CN=authority", List.of("mail.example.org"), NOVEMBER))));
  }
}
