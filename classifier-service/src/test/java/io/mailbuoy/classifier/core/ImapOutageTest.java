package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.exchange;
import static io.mailbuoy.classifier.core.Story.only;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Relation;
import io.mailbuoy.contracts.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// EX1215307 from end to end: intermittent refusals for six days, an incident that comes late with
/// a wrong start, and the correction.
class ImapOutageTest {
  private static final String BEGIN = "2026-01-01T22:00:00Z";
  private static final String FROM = "2026-01-02T00:00:00Z";
  private static final String TO = "2026-01-08T11:30:00Z";
  private static final String PUBLISHED = "2026-01-08T05:45:28Z";
  private static final String CLOSED = "2026-01-08T12:34:33Z";
  private static final String END = "2026-01-08T14:00:00Z";
  private static final String REFUSED = "NO AUTHENTICATE failed.";

  private static Story outage(long seed, double rate) {
    return Story.of(seed, BEGIN)
        .mailboxes(20)
        .controls()
        .noise(0.002)
        .retries(0.7)
        .trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, REFUSED, rate);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void six_days_are_one_alert_that_is_confirmed_late_and_resolved_by_probes(long seed) {
    List<Alert> alerts =
        outage(seed, 0.31)
            .incident(PUBLISHED, Feed.imapOutage().json())
            .incident(CLOSED, Feed.imapOutageClosed().json())
            .play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    Alert opened = alerts.getFirst();
    assertThat(opened.transition().value()).isEqualTo(Transition.OPENED);
    assertThat(Duration.between(Instant.parse(FROM), opened.detectedAt()).toSeconds())
        .isBetween(5L, 120L);
    assertThat(opened.verdict().faultDomain().value()).isEqualTo(FaultDomain.PROVIDER);
    assertThat(opened.verdict().cause().value()).isEqualTo(Cause.PROVIDER_OUTAGE);
    assertThat(opened.verdict().pattern().value()).isEqualTo(Pattern.INTERMITTENT);
    assertThat(opened.provider().acknowledged()).isFalse();
    assertThat(opened.summary()).contains("Microsoft has not acknowledged this");
    assertThat(Duration.between(Instant.parse(FROM), opened.impact().since()).toSeconds())
        .isBetween(-30L, 60L);

    Alert confirmed = the(alerts, Transition.CONFIRMED);
    assertThat(confirmed.occurredAt()).isEqualTo(Instant.parse(PUBLISHED));
    assertThat(confirmed.provider().acknowledgedAt()).isEqualTo(Instant.parse(PUBLISHED));
    assertThat(confirmed.provider().lagMinutes()).isBetween(8980L, 8990L);
    assertThat(confirmed.impact().failureRatio()).isBetween(0.29, 0.33);
    assertThat(confirmed.impact().targetsAffected()).isEqualTo(20);

    Alert resolved = the(alerts, Transition.RESOLVED);
    assertThat(resolved.resolvedAt())
        .isBetween(Instant.parse("2026-01-08T11:35:00Z"), Instant.parse("2026-01-08T11:50:00Z"));

    Alert last = alerts.getLast();
    assertThat(last.state().value()).isEqualTo(AlertState.RESOLVED);
    assertThat(last.transition().value()).isEqualTo(Transition.UPDATED);
    assertThat(last.incidents().getFirst().startDateTime()).isEqualTo(Instant.parse(FROM));
    assertThat(last.incidents().getFirst().status()).isEqualTo("serviceRestored");
    assertThat(last.provider().acknowledgedAt()).isEqualTo(Instant.parse(PUBLISHED));
    assertThat(alerts).hasSizeLessThan(12);
  }

  @Test
  void an_incident_that_was_there_first_confirms_at_once() {
    List<Alert> alerts =
        outage(4, 0.31)
            .incident(
                "2026-01-01T23:30:00Z", Feed.imapOutage().start("2026-01-01T23:00:00Z").json())
            .play("2026-01-02T02:00:00Z");

    Alert first = alerts.getFirst();
    assertThat(first.transition().value()).isEqualTo(Transition.CONFIRMED);
    assertThat(first.state().value()).isEqualTo(AlertState.OPEN);
    assertThat(first.provider().acknowledged()).isTrue();
    assertThat(first.provider().lagMinutes()).isNegative();
    assertThat(first.summary()).contains("Microsoft has acknowledged this: EX1215307");
  }

  @Test
  void closing_the_incident_does_not_resolve_while_probes_fail() {
    List<Alert> alerts =
        outage(5, 0.31)
            .incident("2026-01-02T02:00:00Z", Feed.imapOutage().start(FROM).json())
            .incident(
                "2026-01-02T03:00:00Z",
                Feed.imapOutage()
                    .start(FROM)
                    .ended("serviceRestored", "2026-01-02T02:50:00Z")
                    .json())
            .play("2026-01-02T08:00:00Z");

    assertThat(alerts).allMatch(alert -> alert.state().is(AlertState.OPEN));
    Alert last = alerts.getLast();
    assertThat(last.incidents().getFirst().status()).isEqualTo("serviceRestored");
  }

  @Test
  void a_false_positive_takes_the_confirmation_back() {
    List<Alert> alerts =
        outage(6, 0.31)
            .incident("2026-01-02T02:00:00Z", Feed.imapOutage().start(FROM).json())
            .incident(
                "2026-01-02T03:00:00Z",
                Feed.imapOutage().start(FROM).status("falsePositive").json())
            .play("2026-01-02T04:00:00Z");

    Alert last = alerts.getLast();
    assertThat(last.transition().value()).isEqualTo(Transition.UPDATED);
    assertThat(last.incidents()).isEmpty();
    assertThat(last.provider().acknowledged()).isFalse();
    assertThat(last.summary()).contains("Microsoft has not acknowledged this");
  }

  @Test
  void an_incident_that_says_the_same_again_is_no_news() {
    JsonNode issue = Feed.imapOutage().start(FROM).json();
    Story once = outage(7, 0.31).incident("2026-01-02T02:00:00Z", issue);
    Story often =
        outage(7, 0.31)
            .incident("2026-01-02T02:00:00Z", issue)
            .incident("2026-01-02T02:00:30Z", issue)
            .incident("2026-01-02T03:00:00Z", issue);

    assertThat(often.play("2026-01-02T04:00:00Z")).isEqualTo(once.play("2026-01-02T04:00:00Z"));
  }

  @Test
  void a_post_of_the_message_centre_is_no_incident_whatever_it_says() {
    ObjectNode post = Json.mapper().createObjectNode();
    post.put("id", "MC1000001").put("category", "planForChange").put("severity", "high");
    post.put("title", "Users are unable to access Exchange Online mailboxes over IMAP4 from today");
    post.put("startDateTime", FROM).put("lastModifiedDateTime", FROM);
    post.putArray("services").add("Exchange Online");
    post.put("service", "Exchange Online");
    String end = "2026-01-02T04:00:00Z";
    List<Alert> told =
        outage(8, 0.31)
            .told("2026-01-01T23:00:00Z", "message-centre", post)
            .told("2026-01-02T02:00:00Z", "message-centre", Feed.imapOutage().start(FROM).json())
            .told("2026-01-02T02:00:00Z", "graph", post.deepCopy().put("id", "MC1000002"))
            .play(end);
    assertThat(told).isNotEmpty().allMatch(alert -> alert.incidents().isEmpty());
    assertThat(told).allMatch(alert -> !alert.provider().acknowledged());
  }

  @Test
  void an_incident_on_the_status_page_confirms_as_one_of_graphs() {
    JsonNode issue = Feed.imapOutage().start(FROM).json();
    String end = "2026-01-02T04:00:00Z";
    assertThat(outage(8, 0.31).told("2026-01-02T02:00:00Z", "status-page", issue).play(end))
        .isEqualTo(outage(8, 0.31).incident("2026-01-02T02:00:00Z", issue).play(end))
        .anyMatch(alert -> alert.provider().acknowledged());
  }

  @Test
  void an_incident_of_outlook_alone_confirms_nothing() {
    List<Alert> alerts =
        outage(8, 0.31)
            .incident(
                "2026-01-02T02:00:00Z",
                Feed.issue(
                        "EX1189820",
                        "Some users cannot sign in to their mailbox in Outlook desktop")
                    .start(FROM)
                    .json())
            .play("2026-01-02T04:00:00Z");

    assertThat(alerts).isNotEmpty().allMatch(alert -> alert.incidents().isEmpty());
  }

  @Test
  void an_incident_explains_a_single_mailbox_that_is_refused_now() {
    Story story =
        Story.of(9, BEGIN)
            .mailboxes(6)
            .controls()
            .trouble(FROM, TO, only("mb-02"), FailureKind.AUTH_REJECTED, REFUSED, 1)
            .incident("2026-01-02T00:30:00Z", Feed.imapOutage().start(FROM).json());
    List<Alert> alerts = story.play("2026-01-02T01:00:00Z");

    assertThat(alerts.getFirst().verdict().cause().value()).isEqualTo(Cause.MAILBOX_MISCONFIGURED);
    Alert last = alerts.getLast();
    assertThat(last.verdict().cause().value()).isEqualTo(Cause.PROVIDER_OUTAGE);
    assertThat(last.transition().value()).isEqualTo(Transition.CONFIRMED);
    assertThat(last.incidents().getFirst().relation().value()).isEqualTo(Relation.CONFIRMS);
  }

  /// As in the demo: days pass in seconds, and each mailbox is probed once in hours.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void rare_probes_neither_resolve_nor_flap(long seed) {
    Story story =
        Story.of(seed, BEGIN)
            .tuning(new Tuning(Duration.ofDays(3), Duration.ofMinutes(5), Duration.ofHours(6)));
    for (int i = 0; i < 8; i++) {
      story.probe(
          "rare-" + i,
          Story.TENANT,
          "exchange-online",
          io.mailbuoy.contracts.event.Protocol.IMAP,
          io.mailbuoy.contracts.event.Role.SUBJECT,
          Duration.ofHours(3),
          Story.FRA);
    }
    story.controls();
    List<Alert> alerts =
        story.trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, REFUSED, 0.25).play(TO);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts).allMatch(alert -> alert.state().is(AlertState.OPEN));
  }

  private static Alert the(List<Alert> alerts, Transition transition) {
    List<Alert> found = alerts.stream().filter(a -> a.transition().is(transition)).toList();
    assertThat(found).as("revisions that are %s", transition.text()).hasSize(1);
    return found.getFirst();
  }
}
