package io.mailbuoy.probe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.probe.ManualClock;
import io.mailbuoy.probe.imap.ServerAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogWatchTest {
  private static final Instant NOW = Instant.parse("2026-01-08T06:00:00Z");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock("2026-01-08T06:00:00Z");
  private final List<ProbeResult> results = new ArrayList<>();
  private Path file;

  @BeforeEach
  void begin() throws IOException {
    file = folder.resolve("mail.log");
    Files.writeString(file, "");
  }

  private LogWatch watch(String keys) {
    String text =
        """
        mailbuoy:
          tenants: {contoso: {}}
          logs:
            - {id: clients, file: "%s", service: exchange-online, tenant: contoso, time-zone: UTC, %s}
        """
            .formatted(file, keys);
    ServerAnswers answers = ServerAnswers.load();
    LogWatch watch =
        new LogWatch(
            ConfigFile.parse("test", text, Map.of()).typed().logs().getFirst(),
            "fra1",
            LogFormats.load(answers),
            answers,
            results::add,
            clock);
    watch.turn();
    return watch;
  }

  private void append(String... lines) throws IOException {
    Files.write(file, List.of(lines), StandardOpenOption.APPEND);
  }

  @Test
  void a_failure_is_a_result_of_a_subject_with_the_line_as_the_servers_text() throws IOException {
    LogWatch watch = watch("format: dovecot");
    String line =
        "Jan 08 05:59:58 imap-login: Info: Disconnected: Connection closed (proxy dest auth"
            + " failed): user=<ann@contoso.example>, method=PLAIN";
    append(line);
    watch.turn();
    ProbeResult result = results.getFirst();
    assertThat(result.targetId()).isEqualTo("clients");
    assertThat(result.tenant()).isEqualTo("contoso");
    assertThat(result.location()).isEqualTo("fra1");
    assertThat(result.service()).isEqualTo("exchange-online");
    assertThat(result.protocol().is(Protocol.IMAP)).isTrue();
    assertThat(result.role().is(Role.SUBJECT)).isTrue();
    assertThat(result.outcome().is(Outcome.FAILURE)).isTrue();
    assertThat(result.startedAt()).isEqualTo(Instant.parse("2026-01-08T05:59:58Z"));
    assertThat(result.durationMillis()).isZero();
    assertThat(result.phases()).isEmpty();
    ProbeResult.Failure failure = Objects.requireNonNull(result.failure());
    assertThat(failure.phase().is(Phase.AUTHENTICATE)).isTrue();
    assertThat(failure.kind().is(FailureKind.AUTH_REJECTED)).isTrue();
    assertThat(failure.serverText()).isEqualTo(line);
    assertThat(watch.lines()).isEqualTo(1);
  }

  @Test
  void mailboxes_are_targets_of_their_own_where_that_is_asked_for() throws IOException {
    LogWatch watch = watch("format: fetchmail, per-user: true");
    append("fetchmail: No mail for ann at outlook.office365.com", "fetchmail: NO LOGIN failed.");
    for (int i = 0; i < 1_100; i++) {
      append("fetchmail: Authorization failure on u" + i + "@outlook.office365.com");
      watch.turn();
    }
    assertThat(results.stream().map(ProbeResult::targetId).distinct().count()).isEqualTo(1_001);
    assertThat(results.getFirst().targetId()).isEqualTo("clients/ann");
    assertThat(results.get(1).targetId()).isEqualTo("clients");
    assertThat(results.getLast().targetId()).isEqualTo("clients");
  }

  @Test
  void a_time_in_a_group_counts() throws IOException {
    LogWatch watch = watch("format: regex, failures: 'failed at (?P<time>.*)$'");
    append("failed at 2026-01-08 05:00:00");
    watch.turn();
    assertThat(results.getFirst().startedAt()).isEqualTo(Instant.parse("2026-01-08T05:00:00Z"));
  }

  @Test
  void a_line_has_the_same_id_whenever_it_is_read() throws IOException {
    append("Error: socket error", "Error: socket error", "Opening far side box INBOX...");
    watch("format: mbsync, from: start").close();
    List<ProbeResult> first = List.copyOf(results);
    results.clear();
    clock.advance(Duration.ofHours(1));
    watch("format: mbsync, from: start").close();
    assertThat(results).extracting(ProbeResult::id).doesNotHaveDuplicates().hasSize(3);
    assertThat(results)
        .extracting(ProbeResult::id)
        .containsExactlyElementsOf(first.stream().map(ProbeResult::id).toList());
  }

  @Test
  void a_program_that_tells_no_success_is_well_after_a_silence() throws IOException {
    LogWatch watch = watch("format: mbsync, quiet-after: 10m");
    append("Error: socket error");
    watch.turn();
    clock.advance(Duration.ofMinutes(9));
    watch.turn();
    append("Error: socket error");
    watch.turn();
    clock.advance(Duration.ofMinutes(9));
    watch.turn();
    assertThat(results).hasSize(2).allMatch(each -> each.outcome().is(Outcome.FAILURE));
    for (int i = 0; i < 60; i++) {
      clock.advance(Duration.ofMinutes(1));
      watch.turn();
    }
    assertThat(results).hasSize(14);
    assertThat(results.get(2).startedAt()).isEqualTo(NOW.plus(Duration.ofMinutes(19)));
    assertThat(results.get(13).startedAt()).isEqualTo(NOW.plus(Duration.ofMinutes(30)));
    assertThat(results.subList(2, 14)).allMatch(each -> each.outcome().is(Outcome.SUCCESS));
    assertThat(results).extracting(ProbeResult::id).doesNotHaveDuplicates();
  }

  @Test
  void a_log_that_is_gone_is_no_sign_of_health() throws IOException {
    append("Error: socket error");
    LogWatch watch = watch("format: mbsync, from: start");
    Files.delete(file);
    Files.createDirectory(file);
    for (int i = 0; i < 10; i++) {
      clock.advance(Duration.ofMinutes(10));
      watch.turn();
    }
    assertThat(results).hasSize(1);
  }

  @Test
  void a_storm_does_not_flood() throws IOException {
    LogWatch watch = watch("format: mbsync, most-per-second: 20");
    List<String> storm = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      storm.add("Socket error on outlook.office365.com (192.0.2.7:993): timeout. " + i);
    }
    append(storm.toArray(String[]::new));
    watch.turn();
    assertThat(results).hasSizeBetween(19, 21);
    assertThat(watch.lines()).isEqualTo(10_000);
    assertThat(watch.leftOut()).isEqualTo(10_000 - results.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "IMAP command 'AUTHENTICATE XOAUTH2 aHVudGVyMg==' returned an error: NO AUTHENTICATE failed.",
        "IMAP command 'LOGIN ann hunter2' returned an error: NO LOGIN failed.",
        "IMAP command 'LOGIN \"ann\" \"hunter2\"' returned an error: NO LOGIN failed.",
        "Error: socket error, password=hunter2, more",
        "Error: socket error (given password: hunter2)",
        "Error: socket error; auth=Bearer hunter2",
        "Error: socket error eyJhbGciOiJub25lIn0.hunter2.x",
        "Error: socket error hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2",
      })
  void what_may_be_a_secret_is_blotted_out(String line) throws IOException {
    LogWatch watch = watch("format: mbsync");
    append(line);
    watch.turn();
    assertThat(Objects.requireNonNull(results.getFirst().failure()).serverText())
        .contains("***")
        .doesNotContain("hunter2", "aHVudGVyMg");
  }

  @Test
  void what_is_no_secret_stays_as_it_is() throws IOException {
    LogWatch watch = watch("format: mbsync");
    String line =
        "IMAP command 'LOGIN <user> <pass>' returned an error: NO [AUTHENTICATIONFAILED] Wrong.";
    append(line);
    watch.turn();
    assertThat(Objects.requireNonNull(results.getFirst().failure()).serverText()).isEqualTo(line);
  }

  @Test
  void other_lines_say_nothing() throws IOException {
    LogWatch watch = watch("format: dovecot");
    append("Jan 08 05:59:58 master: Info: starting up", "", "\u001b[31m");
    watch.turn();
    assertThat(results).isEmpty();
  }
}
