package io.mailbuoy.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.standalone.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./mailbuoy replay` as a person runs it.
class ReplayCommandTest {
  private static final Instant BEGIN = Instant.parse("2026-02-01T10:00:00Z");
  private static final Instant FROM = Instant.parse("2026-02-01T11:00:00Z");
  private static final Instant TO = Instant.parse("2026-02-01T11:30:00Z");
  private static final int MAILBOXES = 8;
  private static final int MINUTES = 150;

  private static final String INCIDENT =
      """
      {"tenant":"contoso","observedAt":"2026-02-01T11:20:00Z","source":"graph","incident":{"id":"EX9",\
      "title":"Users cannot open mailboxes over IMAP4","service":"Exchange Online",\
      "classification":"incident","status":"serviceDegradation","startDateTime":"2026-02-01T11:00:00Z",\
      "posts":[]}}
      """;

  @TempDir Path folder;

  private static List<String> results() {
    List<String> lines = new ArrayList<>();
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int i = 0; i < MAILBOXES; i++) {
        Instant at = BEGIN.plusSeconds(minute * 60L + i * 7L);
        boolean failed = !at.isBefore(FROM) && at.isBefore(TO);
        lines.add(
            """
            {"id":"%d-%d","targetId":"mb-%d","tenant":"contoso","location":"fra1",\
            "service":"exchange-online","protocol":"imap","startedAt":"%s","durationMillis":9,\
            "attempt":1,%s,"futureField":1}\
            """
                .formatted(
                    minute,
                    i,
                    i,
                    at,
                    failed
                        ? """
                        "outcome":"failure","failure":{"phase":"authenticate","kind":"auth-rejected",\
                        "serverText":"NO AUTHENTICATE failed.","retryable":true}\
                        """
                        : "\"outcome\":\"success\""));
      }
    }
    return lines;
  }

  private String file(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines).toString();
  }

  private static List<Alert> alerts(Said said) {
    return said.out().lines().map(ReplayCommandTest::alert).toList();
  }

  private static Alert alert(String line) {
    try {
      return Json.mapper().readValue(line, Alert.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("no alert: " + line, e);
    }
  }

  @Test
  void an_outage_is_told_line_by_line_and_nothing_else_is_on_standard_output() throws IOException {
    Said said =
        Said.by(
            "replay",
            "--results",
            file("results.ndjson", results()),
            "--incidents",
            file("incidents.ndjson", List.of(INCIDENT)));

    assertThat(said.exitCode()).as(said.err()).isZero();
    List<Alert> alerts = alerts(said);
    assertThat(alerts.getFirst().verdict().cause().value()).isEqualTo(Cause.PROVIDER_OUTAGE);
    assertThat(alerts).anyMatch(alert -> alert.transition().is(Transition.CONFIRMED));
    assertThat(alerts.getLast().state().value()).isEqualTo(AlertState.RESOLVED);
    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(said.err()).contains("replayed 1,200 results, 1 incidents").contains("results/s");
  }

  @Test
  void the_order_of_the_lines_does_not_matter() throws IOException {
    List<String> shuffled = results();
    Collections.shuffle(shuffled, new Random(1));

    Said inOrder = Said.by("replay", "--results", file("a.ndjson", results()));
    Said outOfOrder = Said.by("replay", "--results", file("b.ndjson", shuffled));

    assertThat(inOrder.out()).isNotBlank().isEqualTo(outOfOrder.out());
  }

  @Test
  void a_bad_line_is_named_with_its_place_and_the_others_count() throws IOException {
    List<String> lines = results();
    lines.add(3, "{\"targetId\":");
    lines.add(5, "");

    String path = file("results.ndjson", lines);
    Said said = Said.by("replay", "--results", path);

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.err()).contains(path + ":4: ").contains("replayed 1,200 results");
    assertThat(alerts(said)).isNotEmpty();
  }

  @Test
  void a_file_that_is_not_there_is_refused() {
    Said said = Said.by("replay", "--results", folder.resolve("none.ndjson").toString());

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).contains("none.ndjson").contains("no such file");
  }

  @Test
  void standard_input_is_one() {
    Said said = Said.by("replay", "--results", "-", "--incidents", "-");

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).contains("more than one option");
  }

  @Test
  void the_configuration_s_settings_and_targets_hold() throws IOException {
    String config =
        file(
            "mailbuoy.yaml",
            List.of(
                "mailbuoy:",
                "  classifier: {quiet-for: 20m}",
                "  tenants: {contoso: {}}",
                "  targets:",
                "    - {id: never-heard-of, tenant: contoso, service: exchange-online,"
                    + " url: \"imaps://outlook.office365.com\", user: a, password: b}",
                "  channels: {team: {type: teams, url: \"https://example.org/hook\"}}",
                "  routes: [{match: {}, channels: [team]}]"));
    Said said =
        Said.by("replay", "--results", file("results.ndjson", results()), "--config", config);

    assertThat(said.exitCode()).as(said.err()).isZero();
    Alert last = alerts(said).getLast();
    assertThat(last.resolvedAt()).isAfterOrEqualTo(TO.plusSeconds(20 * 60));
    assertThat(last.impact().targetsTotal()).isEqualTo(MAILBOXES + 1);
  }
}
