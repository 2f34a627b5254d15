package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.exchange;
import static io.mailbuoy.classifier.core.Story.only;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Relation;
import io.mailbuoy.contracts.event.Transition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whether Microsoft has said so, since when, and what becomes of it when Microsoft says something
/// else.
class AcknowledgementTest {
  private static final String BEGIN = "2026-01-01T22:00:00Z";
  private static final String FROM = "2026-01-02T00:00:00Z";
  private static final String TO = "2026-01-02T06:00:00Z";
  private static final String REFUSED = "NO AUTHENTICATE failed.";

  private static Story outage(long seed) {
    return Story.of(seed, BEGIN)
        .mailboxes(10)
        .controls()
        .noise(0.001)
        .trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, REFUSED, 0.8);
  }

  private static Feed imap(String id) {
    return Feed.issue(id, "Users may be unable to sign in over IMAP4").start(FROM);
  }

  private static Feed outlook(String id) {
    return Feed.issue(id, "Users may be unable to sign in with the Outlook desktop client")
        .start(FROM);
  }

  @Test
  void what_is_withdrawn_is_said_and_the_alert_stands_alone_again() {
    List<Alert> alerts =
        outage(1)
            .incident("2026-01-02T02:00:00Z", imap("EX1").json())
            .incident("2026-01-02T03:00:00Z", imap("EX1").status("falsePositive").json())
            .play("2026-01-02T04:00:00Z");

    Alert withdrawn =
        alerts.stream()
            .filter(a -> a.occurredAt().equals(Instant.parse("2026-01-02T03:00:00Z")))
            .findFirst()
            .orElseThrow();
    assertThat(withdrawn.transition().value()).isEqualTo(Transition.UPDATED);
    assertThat(withdrawn.incidents()).isEmpty();
    assertThat(withdrawn.provider().acknowledged()).isFalse();
    assertThat(withdrawn.provider().acknowledgedAt()).isNull();
    assertThat(withdrawn.provider().lagMinutes()).isNull();
    assertThat(withdrawn.summary())
        .contains(
            "Microsoft has not acknowledged this. Microsoft withdrew EX1 at 2026-01-02 03:00 UTC");
    assertThat(withdrawn.evidence()).anyMatch(fact -> fact.contains("withdrew EX1"));
    assertThat(alerts.getLast().state().value()).isEqualTo(AlertState.OPEN);
  }

  @Test
  void another_incident_stands_when_one_is_withdrawn() {
    List<Alert> alerts =
        outage(2)
            .incident("2026-01-02T02:00:00Z", imap("EX1").json())
            .incident("2026-01-02T02:30:00Z", imap("EX2").json())
            .incident("2026-01-02T03:00:00Z", imap("EX1").status("falsePositive").json())
            .play("2026-01-02T04:00:00Z");

    Alert last = alerts.getLast();
    assertThat(last.incidents()).extracting(Alert.IncidentLink::id).containsExactly("EX2");
    assertThat(last.provider().acknowledged()).isTrue();
    assertThat(last.provider().acknowledgedAt()).isEqualTo(Instant.parse("2026-01-02T02:30:00Z"));
    assertThat(last.provider().lagMinutes()).isBetween(149L, 150L);
  }

  @Test
  void it_is_acknowledged_when_the_incident_first_names_imap_and_not_when_its_id_came_up() {
    List<Alert> alerts =
        outage(3)
            .incident("2026-01-01T23:30:00Z", outlook("EX1").json())
            .incident(
                "2026-01-02T02:00:00Z",
                outlook("EX1")
                    .impact("This isn't specific to Outlook; IMAP4 users can't sign in either.")
                    .json())
            .incident("2026-01-02T03:00:00Z", imap("EX1").status("restoringService").json())
            .play("2026-01-02T04:00:00Z");

    Alert opened = alerts.getFirst();
    assertThat(opened.transition().value()).isEqualTo(Transition.OPENED);
    assertThat(opened.provider().acknowledged()).isFalse();
    Alert last = alerts.getLast();
    assertThat(last.provider().acknowledgedAt()).isEqualTo(Instant.parse("2026-01-02T02:00:00Z"));
    assertThat(last.incidents().getFirst().firstSeenAt())
        .isEqualTo(Instant.parse("2026-01-01T23:30:00Z"));
  }

  @Test
  void a_new_status_of_an_incident_that_was_there_first_moves_nothing() {
    Feed early = imap("EX1").start("2026-01-01T22:30:00Z");
    List<Alert> alerts =
        outage(4)
            .incident("2026-01-01T23:00:00Z", early.json())
            .incident("2026-01-01T23:30:00Z", early.status("restoringService").json())
            .play("2026-01-02T01:00:00Z");

    Alert opened = alerts.getFirst();
    assertThat(opened.transition().value()).isEqualTo(Transition.CONFIRMED);
    assertThat(opened.provider().acknowledgedAt()).isEqualTo(Instant.parse("2026-01-01T23:00:00Z"));
    assertThat(opened.provider().lagMinutes()).isBetween(-60L, -59L);
  }

  @Test
  void what_is_over_is_confirmed_and_taken_back_afterwards() {
    String start = "2026-01-03T08:00:00Z";
    JsonNode published = imap("EX1").start(start).json();
    JsonNode moved = imap("EX1").start(FROM).ended("serviceRestored", TO).json();
    List<Alert> alerts =
        outage(5)
            .incident("2026-01-03T09:00:00Z", published)
            .incident("2026-01-03T11:00:00Z", moved)
            .incident("2026-01-03T12:00:00Z", imap("EX1").ended("falsePositive", null).json())
            .play("2026-01-03T13:00:00Z");

    List<Alert> after =
        alerts.stream().filter(a -> a.occurredAt().isAfter(Instant.parse(start))).toList();
    assertThat(after)
        .extracting(a -> a.transition().value())
        .containsExactly(Transition.CONFIRMED, Transition.UPDATED);
    assertThat(after).allMatch(a -> a.state().is(AlertState.RESOLVED) && a.resolvedAt() != null);
    assertThat(after.getFirst().summary())
        .startsWith("Over:")
        .contains("Microsoft has acknowledged this: EX1.")
        .doesNotContain("has not acknowledged");
    assertThat(after.getFirst().provider().acknowledgedAt())
        .isEqualTo(Instant.parse("2026-01-03T11:00:00Z"));
    assertThat(after.getFirst().evidence()).anyMatch(fact -> fact.startsWith("EX1 confirms this"));
    assertThat(after.getLast().summary())
        .startsWith("Over:")
        .contains("Microsoft has not acknowledged this. Microsoft withdrew EX1");
    assertThat(after.getLast().evidence()).noneMatch(fact -> fact.startsWith("EX1 confirms this"));
    assertThat(after.getLast().provider().acknowledged()).isFalse();
  }

  @Test
  void an_alert_that_was_there_first_says_when_the_status_cannot_be_read_and_when_it_can() {
    List<Alert> alerts =
        outage(6)
            .trouble(
                "2026-01-02T01:00:00Z",
                "2026-01-02T02:00:00Z",
                only("graph"),
                FailureKind.HTTP_ERROR,
                "503",
                1)
            .play("2026-01-02T03:00:00Z");

    String unreadable = "Microsoft's status cannot be read since 01:0";
    assertThat(alerts.getFirst().summary()).contains("Microsoft has not acknowledged this.");
    assertThat(alerts)
        .filteredOn(a -> a.summary().contains(unreadable))
        .first()
        .satisfies(a -> {
          assertThat(a.transition().value()).isEqualTo(Transition.UPDATED);
          assertThat(a.occurredAt())
              .isBetween(
                  Instant.parse("2026-01-02T01:02:00Z"), Instant.parse("2026-01-02T01:15:00Z"));
        });
    assertThat(alerts.getLast().summary())
        .contains("Microsoft has not acknowledged this.")
        .doesNotContain("cannot be read");
    assertThat(alerts.getLast().occurredAt())
        .isBetween(Instant.parse("2026-01-02T02:00:00Z"), Instant.parse("2026-01-02T02:15:00Z"));
  }

  @Test
  void an_alert_that_opens_while_the_status_cannot_be_read_says_so() {
    List<Alert> alerts =
        outage(7)
            .trouble("2026-01-01T23:42:00Z", TO, only("graph"), FailureKind.CONNECT_TIMEOUT, "", 1)
            .play("2026-01-02T01:00:00Z");

    assertThat(alerts.getFirst().summary())
        .contains("Microsoft's status cannot be read since 23:42 UTC");
  }

  @Test
  void a_certificate_is_not_explained_by_logins_that_fail() {
    List<Alert> alerts =
        Story.of(8, BEGIN)
            .mailboxes(10)
            .controls()
            .trouble(
                FROM, TO, exchange(), FailureKind.CERTIFICATE_INVALID, "certificate expired", 1)
            .incident("2026-01-02T01:00:00Z", imap("EX1").json())
            .incident(
                "2026-01-02T02:00:00Z",
                Feed.issue("EX2", "IMAP4 clients may see an expired TLS certificate")
                    .start(FROM)
                    .json())
            .play("2026-01-02T03:00:00Z");

    assertThat(alerts.getFirst().verdict().cause().value()).isEqualTo(Cause.CERTIFICATE);
    assertThat(alerts)
        .filteredOn(a -> a.occurredAt().isBefore(Instant.parse("2026-01-02T02:00:00Z")))
        .noneMatch(a -> a.provider().acknowledged());
    assertThat(alerts.getLast().incidents().getFirst())
        .satisfies(link -> {
          assertThat(link.id()).isEqualTo("EX2");
          assertThat(link.relation().value()).isEqualTo(Relation.CONFIRMS);
        });
  }

  @Test
  void slowness_is_confirmed_by_an_incident_about_delays_and_taken_back_with_it() {
    Feed delays =
        Feed.issue("EX1", "Users may notice delays when they open their mailbox over IMAP4")
            .start(FROM);
    List<Alert> alerts =
        Story.of(9, BEGIN)
            .mailboxes(10)
            .controls()
            .latencies(0.3, 0.01, 0.3)
            .slow(FROM, TO, exchange(), phase -> phase == Phase.AUTHENTICATE, 3)
            .incident("2026-01-02T02:00:00Z", delays.json())
            .incident("2026-01-02T03:00:00Z", delays.status("falsePositive").json())
            .play("2026-01-02T04:00:00Z");

    assertThat(alerts)
        .isNotEmpty()
        .allMatch(alert -> alert.verdict().pattern().is(Pattern.SLOW))
        .anySatisfy(alert -> {
          assertThat(alert.transition().value()).isEqualTo(Transition.CONFIRMED);
          assertThat(alert.occurredAt()).isEqualTo(Instant.parse("2026-01-02T02:00:00Z"));
        });
    assertThat(alerts.getLast().provider().acknowledged()).isFalse();
    assertThat(alerts.getLast().summary())
        .contains("Microsoft has not acknowledged this. Microsoft withdrew EX1");
  }

  @Test
  void an_incident_that_an_earlier_version_saved_is_read_again() {
    String saved =
        """
        {"report":{"id":"EX1","title":"T","service":"exchange online","classification":"incident",
        "status":"serviceDegradation","standing":"OPEN","start":"2026-01-02T00:00:00Z",
        "said":"t. users can't sign in over imap4. outlook is not affected"},
        "firstSeenAt":"2026-01-02T02:00:00Z","seenAt":"2026-01-02T02:10:00Z"}\
        """;
    TenantState state = new TenantState(Story.TENANT);
    state.load("incident/EX1", saved.getBytes(StandardCharsets.UTF_8));

    var known = state.incidents().iterator().next();
    assertThat(known.report().statements())
        .extracting(Object::toString)
        .contains("user-impact method imap fails", "user-impact method outlook-client works");
    assertThat(known.versions()).hasSize(1);
    assertThat(known.saidSince()).isEqualTo(Instant.parse("2026-01-02T02:10:00Z"));

    state.know(known.now(known.report().until(Instant.parse(TO)), Instant.parse(TO)));
    TenantState again = new TenantState(Story.TENANT);
    state.save((name, bytes) -> again.load(name, java.util.Objects.requireNonNull(bytes)));
    assertThat(again.incidents()).isEqualTo(state.incidents());
  }
}
