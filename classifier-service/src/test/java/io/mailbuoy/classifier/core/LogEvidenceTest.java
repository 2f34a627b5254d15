package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What real clients' logs say, beside what probes see. The clients here tell failures alone, and
/// are quiet while they work; they are known from their results only.
class LogEvidenceTest {
  private static final String BEGIN = "2026-01-01T22:00:00Z";
  private static final Instant FROM = Instant.parse("2026-01-02T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-01-02T03:00:00Z");
  private static final String END = "2026-01-02T05:00:00Z";
  private static final String LINE =
      "IMAP command 'AUTHENTICATE XOAUTH2 <authdata>' returned an error: NO AUTHENTICATE failed.";

  /// A client that asks every five minutes and is refused every other time, and says a quarter of
  /// an hour after the last failure that it is quiet.
  private static void client(Story story, String id, int offset) {
    Instant last = FROM;
    for (Instant at = FROM.plusSeconds(offset); at.isBefore(TO); at = at.plusSeconds(600)) {
      story.logged(at, id, LINE);
      last = at;
    }
    for (int i = 0; i < 12; i++) {
      story.logged(last.plus(Duration.ofMinutes(15 + i)), id, "");
    }
  }

  @Test
  void clients_and_probes_make_one_alert() {
    Story story =
        Story.of(1, BEGIN)
            .mailboxes(4)
            .controls()
            .trouble(
                FROM.toString(),
                TO.toString(),
                exchange(),
                FailureKind.AUTH_REJECTED,
                "NO AUTHENTICATE failed.",
                0.4);
    client(story, "tickets", 70);
    client(story, "scanner", 130);

    List<Alert> alerts = story.play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts.getFirst().verdict().cause().is(Cause.PROVIDER_OUTAGE)).isTrue();
    Alert resolved = alerts.getLast();
    assertThat(resolved.state().is(AlertState.RESOLVED)).isTrue();
    assertThat(resolved.impact().targetsAffected()).isEqualTo(6);
    assertThat(resolved.resolvedAt())
        .isBetween(TO.plus(Duration.ofMinutes(5)), TO.plus(Duration.ofMinutes(30)));
  }

  @Test
  void clients_alone_raise_an_alert_that_ends() {
    Story story = Story.of(2, BEGIN).controls();
    client(story, "tickets", 70);
    client(story, "scanner", 130);
    client(story, "fax", 190);

    List<Alert> alerts = story.play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts.getFirst().transition().is(Transition.OPENED)).isTrue();
    assertThat(alerts.getFirst().detectedAt()).isBefore(FROM.plus(Duration.ofMinutes(30)));
    assertThat(alerts.getLast().state().is(AlertState.RESOLVED)).isTrue();
  }

  @Test
  void a_client_that_fails_once_is_no_alert() {
    Story story = Story.of(3, BEGIN).mailboxes(4).controls().logged(FROM, "tickets", LINE);
    assertThat(story.play(END)).isEmpty();
  }
}
