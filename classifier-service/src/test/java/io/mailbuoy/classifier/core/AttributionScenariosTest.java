package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.at;
import static io.mailbuoy.classifier.core.Story.everything;
import static io.mailbuoy.classifier.core.Story.exchange;
import static io.mailbuoy.classifier.core.Story.mailboxesOf;
import static io.mailbuoy.classifier.core.Story.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One story for each way in which something can be somebody's fault, and near misses.
class AttributionScenariosTest {
  private static final String BEGIN = "2026-02-01T10:00:00Z";
  private static final String FROM = "2026-02-01T11:00:00Z";
  private static final String TO = "2026-02-01T11:30:00Z";
  private static final String END = "2026-02-01T12:30:00Z";
  private static final String REFUSED = "NO AUTHENTICATE failed.";
  private static final String AMS = "ams1";

  private static Story tenMailboxes() {
    return Story.of(5, BEGIN).mailboxes(10).controls();
  }

  private static Story refusing(double rate, String... who) {
    return tenMailboxes()
        .trouble(
            FROM,
            TO,
            who.length == 0 ? exchange() : only(who),
            FailureKind.AUTH_REJECTED,
            REFUSED,
            rate);
  }

  @Test
  void many_mailboxes_refused_after_a_token_was_issued_is_the_provider() {
    List<Alert> alerts = refusing(1).play(END);

    Alert opened = alerts.getFirst();
    assertOneEpisode(alerts, FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE);
    assertThat(opened.verdict().pattern().value()).isEqualTo(Pattern.HARD);
    assertThat(opened.severity().value()).isEqualTo(Severity.CRITICAL);
    assertThat(opened.detectedAt()).isBefore(Instant.parse(FROM).plusSeconds(60));
    assertThat(opened.impact().since())
        .isBetween(Instant.parse(FROM), Instant.parse(FROM).plusSeconds(15));
    assertThat(alerts.getLast().impact().targetsAffected()).isEqualTo(10);
    assertThat(alerts.getLast().impact().targetsTotal()).isEqualTo(10);
    assertThat(alerts.getLast().impact().failureRatio()).isEqualTo(1.0);
    assertThat(alerts.getLast().impact().working())
        .containsExactly("entra-id", "m365-admin-centre", "outlook-web", "own-mail");
    assertThat(opened.evidence())
        .anyMatch(fact -> fact.contains("A token had been issued before 5 of 5"));
    assertThat(opened.summary()).contains("Microsoft has not acknowledged this");
  }

  @Test
  void many_mailboxes_refused_now_and_then_is_the_provider_and_intermittent() {
    List<Alert> alerts = refusing(0.4).retries(0.6).play(END);

    assertOneEpisode(alerts, FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE);
    assertThat(alerts.getFirst().verdict().pattern().value()).isEqualTo(Pattern.INTERMITTENT);
    assertThat(alerts.getLast().impact().failureRatio()).isBetween(0.25, 0.55);
    assertThat(alerts.getLast().advice()).anyMatch(line -> line.contains("retries succeeded"));
  }

  @Test
  void one_mailbox_refused_while_others_open_is_its_own() {
    List<Alert> alerts = refusing(1, "mb-03").play(END);

    assertOneEpisode(alerts, FaultDomain.CUSTOMER, Cause.MAILBOX_MISCONFIGURED);
    assertThat(alerts.getFirst().severity().value()).isEqualTo(Severity.WARNING);
    assertThat(alerts.getFirst().detectedAt()).isBefore(Instant.parse(FROM).plusSeconds(4 * 60));
    assertThat(alerts.getFirst().title()).contains("mb-03");
    assertThat(alerts.getFirst().evidence()).anyMatch(f -> f.contains("9 other mailboxes"));
  }

  @Test
  void one_mailbox_refused_now_and_then_is_not_its_own_credential() {
    List<Alert> alerts = refusing(0.5, "mb-03").play("2026-02-01T13:30:00Z");

    assertThat(alerts).isNotEmpty();
    assertThat(alerts.getFirst().verdict().cause().value()).isEqualTo(Cause.PROVIDER_OUTAGE);
    assertThat(alerts.getFirst().severity().value()).isEqualTo(Severity.WARNING);
  }

  @Test
  void a_misconfigured_mailbox_does_not_hide_an_outage_that_begins_later() {
    List<Alert> alerts =
        tenMailboxes()
            .trouble(
                "2026-02-01T10:10:00Z", END, only("mb-03"), FailureKind.AUTH_REJECTED, REFUSED, 1)
            .trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, REFUSED, 0.5)
            .play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(2);
    assertThat(alerts.getFirst().verdict().cause().value()).isEqualTo(Cause.MAILBOX_MISCONFIGURED);
    assertThat(alerts.getLast().verdict().cause().value()).isEqualTo(Cause.PROVIDER_OUTAGE);
    assertThat(alerts.getLast().impact().since()).isAfterOrEqualTo(Instant.parse(FROM));
  }

  @Test
  void a_rejected_credential_is_ours() {
    assertOneEpisode(
        all(FailureKind.TOKEN_REJECTED, "invalid_client: AADSTS7000222"),
        FaultDomain.CUSTOMER,
        Cause.CREDENTIAL_REJECTED);
  }

  @Test
  void a_policy_is_ours() {
    assertOneEpisode(
        all(FailureKind.TOKEN_POLICY, "AADSTS53003"), FaultDomain.CUSTOMER, Cause.ACCESS_POLICY);
  }

  @Test
  void no_tokens_with_teams_and_the_admin_centre_down_is_the_identity_provider() {
    List<Alert> alerts =
        tenMailboxes()
            .probe(
                "teams",
                null,
                "teams",
                Protocol.HTTPS,
                Role.CONTROL,
                Duration.ofMinutes(1),
                Story.FRA)
            .trouble(FROM, TO, exchange(), FailureKind.TOKEN_UNAVAILABLE, "503", 1)
            .trouble(FROM, TO, only("tok", "graph"), FailureKind.TOKEN_UNAVAILABLE, "503", 1)
            .trouble(FROM, TO, only("teams", "owa"), FailureKind.HTTP_ERROR, "503", 1)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.PROVIDER, Cause.IDENTITY_OUTAGE);
    assertThat(alerts.getLast().impact().working()).containsExactly("own-mail");
    assertThat(alerts)
        .anyMatch(
            alert -> alert.summary().contains("Microsoft's status cannot be read since 11:00"));
  }

  @Test
  void names_of_the_provider_that_do_not_resolve_while_others_do() {
    List<Alert> alerts =
        tenMailboxes()
            .trouble(FROM, TO, exchange().or(only("owa")), FailureKind.DNS_FAILURE, "NXDOMAIN", 1)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.PROVIDER, Cause.DNS_FAILURE);
    assertThat(alerts.getFirst().evidence()).anyMatch(f -> f.contains("own-mail IMAP"));
  }

  @Test
  void no_name_at_all_that_resolves_is_our_resolver() {
    assertOneEpisode(
        tenMailboxes()
            .trouble(FROM, TO, everything(), FailureKind.DNS_FAILURE, "SERVFAIL", 1)
            .play(END),
        FaultDomain.NETWORK,
        Cause.NETWORK_PATH);
  }

  @Test
  void nothing_reached_from_a_location_is_the_way_there() {
    List<Alert> alerts =
        tenMailboxes()
            .trouble(FROM, TO, everything(), FailureKind.CONNECT_TIMEOUT, "", 1)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.NETWORK, Cause.NETWORK_PATH);
    assertThat(alerts.getFirst().impact().working()).doesNotContain("outlook-web", "own-mail");
  }

  @Test
  void a_path_that_drops_a_part_of_everything_is_found_out_and_stays_found_to_the_end() {
    List<Alert> alerts =
        tenMailboxes()
            .trouble(FROM, TO, everything(), FailureKind.CONNECT_TIMEOUT, "", 0.4)
            .play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts.getLast().state().value()).isEqualTo(AlertState.RESOLVED);
    assertThat(alerts.getLast().verdict().cause().value()).isEqualTo(Cause.NETWORK_PATH);
    assertThat(alerts.stream().filter(a -> a.transition().is(Transition.RECLASSIFIED)))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void two_services_out_of_reach_from_one_place_are_one_alert() {
    Story story = tenMailboxes();
    for (int i = 0; i < 3; i++) {
      story.probe(
          "desk-" + i,
          Story.TENANT,
          "desk-mail",
          Protocol.IMAP,
          Role.SUBJECT,
          Duration.ofMinutes(1),
          Story.FRA);
    }
    assertOneEpisode(
        story.trouble(FROM, TO, everything(), FailureKind.CONNECT_TIMEOUT, "", 1).play(END),
        FaultDomain.NETWORK,
        Cause.NETWORK_PATH);
  }

  @Test
  void not_reached_from_one_of_two_locations_is_the_way_from_there() {
    List<Alert> alerts =
        tenMailboxes()
            .mailboxes(10, AMS)
            .controls(AMS)
            .trouble(FROM, TO, exchange().and(at(Story.FRA)), FailureKind.CONNECT_TIMEOUT, "", 1)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.NETWORK, Cause.NETWORK_PATH);
    assertThat(alerts.getLast().impact().locations()).containsExactly(Story.FRA);
    assertThat(alerts.getLast().verdict().pattern().value()).isEqualTo(Pattern.HARD);
  }

  @Test
  void a_server_that_cannot_be_reached_from_anywhere_is_the_provider() {
    assertOneEpisode(
        tenMailboxes()
            .mailboxes(10, AMS)
            .controls(AMS)
            .trouble(FROM, TO, exchange(), FailureKind.CONNECT_TIMEOUT, "", 1)
            .play(END),
        FaultDomain.PROVIDER,
        Cause.PROVIDER_OUTAGE);
  }

  @Test
  void throttling_is_our_load_and_no_outage() {
    List<Alert> alerts =
        tenMailboxes()
            .trouble(
                FROM,
                TO,
                only("mb-01", "mb-02"),
                FailureKind.THROTTLED,
                "Request is throttled. Suggested Backoff Time: 299961 milliseconds",
                1)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.CUSTOMER, Cause.THROTTLED);
    assertThat(alerts).allMatch(alert -> alert.severity().is(Severity.INFO));
  }

  @Test
  void a_bad_certificate_is_its_server_s() {
    assertOneEpisode(
        all(FailureKind.CERTIFICATE_INVALID, "certificate expired"),
        FaultDomain.PROVIDER,
        Cause.CERTIFICATE);
  }

  @Test
  void a_change_shortly_before_on_exactly_what_fails_is_ours() {
    List<Alert> alerts =
        refusing(1, "mb-01", "mb-02")
            .change("2026-02-01T10:50:00Z", "new service principal", List.of("mb-01", "mb-02"))
            .play(END);

    assertOneEpisode(alerts, FaultDomain.CUSTOMER, Cause.CONFIGURATION_CHANGE);
    assertThat(alerts.getFirst().advice()).anyMatch(a -> a.contains("new service principal"));
  }

  @Test
  void a_change_of_two_mailboxes_does_not_explain_ten() {
    assertOneEpisode(
        refusing(1)
            .change("2026-02-01T10:50:00Z", "new service principal", List.of("mb-01", "mb-02"))
            .play(END),
        FaultDomain.PROVIDER,
        Cause.PROVIDER_OUTAGE);
  }

  @Test
  void a_change_that_is_told_afterwards_turns_the_verdict() {
    List<Alert> alerts =
        refusing(1, "mb-01", "mb-02")
            .change("2026-02-01T11:00:00Z", "far before", List.of("mb-05"))
            .play(END);
    assertThat(alerts.getFirst().verdict().cause().value()).isEqualTo(Cause.PROVIDER_OUTAGE);

    Story story = refusing(1, "mb-01", "mb-02");
    List<Story.Timed> told = story.events(END);
    List<Story.Timed> late =
        Story.of(1, BEGIN)
            .change("2026-02-01T10:50:00Z", "told late", List.of("mb-01", "mb-02"))
            .events(BEGIN);
    Instant tellAt = Instant.parse("2026-02-01T11:10:00Z");
    int place = (int) told.stream().filter(e -> e.at().isBefore(tellAt)).count();
    told.addAll(place, late);
    List<Alert> turned = story.play(told);

    assertThat(turned.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(turned)
        .anyMatch(alert ->
            alert.transition().is(Transition.RECLASSIFIED)
                && alert.verdict().cause().is(Cause.CONFIGURATION_CHANGE));
  }

  @Test
  void a_server_of_somebody_else_that_refuses_all_is_whoever_runs_it() {
    Story story = tenMailboxes();
    story.probe(
        "alice",
        Story.TENANT,
        "own-server",
        Protocol.IMAP,
        Role.SUBJECT,
        Duration.ofMinutes(1),
        Story.FRA);
    List<Alert> alerts =
        story
            .trouble(
                FROM,
                TO,
                mailboxesOf("own-server"),
                FailureKind.CONNECT_REFUSED,
                "Connection refused",
                1)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE);
    assertThat(alerts.getFirst().severity().value()).isEqualTo(Severity.CRITICAL);
    assertThat(alerts.getFirst().summary()).doesNotContain("Microsoft");
  }

  @Test
  void silence_is_blindness_and_never_health() {
    List<Alert> alerts = tenMailboxes().silence(FROM, TO, everything()).play(END);

    assertOneEpisode(alerts, FaultDomain.MONITORING, Cause.MONITORING_BLIND);
    assertThat(alerts.getFirst().occurredAt())
        .isBetween(Instant.parse("2026-02-01T11:13:00Z"), Instant.parse("2026-02-01T11:15:00Z"));
  }

  @Test
  void silence_does_not_end_an_outage() {
    List<Alert> alerts =
        tenMailboxes()
            .trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, REFUSED, 1)
            .silence("2026-02-01T11:10:00Z", TO, everything())
            .play("2026-02-01T11:31:00Z");

    assertThat(alerts)
        .noneMatch(alert ->
            alert.verdict().cause().is(Cause.PROVIDER_OUTAGE)
                && alert.state().is(AlertState.RESOLVED));
  }

  @Test
  void one_silent_location_of_two() {
    List<Alert> alerts =
        tenMailboxes().mailboxes(10, AMS).controls(AMS).silence(FROM, TO, at(AMS)).play(END);

    assertOneEpisode(alerts, FaultDomain.MONITORING, Cause.MONITORING_BLIND);
    assertThat(alerts.getFirst().impact().locations()).containsExactly(AMS);
  }

  @Test
  void targets_that_are_probed_hourly_are_not_blind_in_between() {
    Story story = Story.of(3, BEGIN);
    for (int i = 0; i < 4; i++) {
      story.probe(
          "slow-" + i,
          Story.TENANT,
          "exchange-online",
          Protocol.IMAP,
          Role.SUBJECT,
          Duration.ofHours(1),
          Story.FRA);
    }
    List<Alert> later =
        story.play("2026-02-05T10:00:00Z").stream()
            .filter(alert -> alert.occurredAt().isAfter(Instant.parse("2026-02-01T14:00:00Z")))
            .filter(alert -> alert.state().is(AlertState.OPEN))
            .toList();
    assertThat(later).isEmpty();
  }

  @Test
  void a_change_is_blamed_although_a_neighbour_fails_once_by_chance() {
    List<Alert> alerts =
        refusing(1, "mb-01", "mb-02")
            .trouble(
                "2026-02-01T11:00:30Z",
                "2026-02-01T11:01:30Z",
                only("mb-07"),
                FailureKind.TIMEOUT,
                "",
                1)
            .change("2026-02-01T10:50:00Z", "new service principal", List.of("mb-01", "mb-02"))
            .play(END);

    assertOneEpisode(alerts, FaultDomain.CUSTOMER, Cause.CONFIGURATION_CHANGE);
    assertThat(alerts.getLast().impact().targetsAffected()).isEqualTo(2);
  }

  @Test
  void one_mailbox_is_alone_although_another_fails_once_by_chance() {
    List<Alert> alerts =
        refusing(1, "mb-03")
            .trouble(
                "2026-02-01T11:01:00Z",
                "2026-02-01T11:02:00Z",
                only("mb-08"),
                FailureKind.TIMEOUT,
                "",
                1)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.CUSTOMER, Cause.MAILBOX_MISCONFIGURED);
  }

  @Test
  void another_place_is_well_although_something_fails_there_by_chance() {
    List<Alert> alerts =
        tenMailboxes()
            .mailboxes(10, AMS)
            .controls(AMS)
            .trouble(FROM, TO, exchange().and(at(Story.FRA)), FailureKind.CONNECT_TIMEOUT, "", 1)
            .trouble(
                "2026-02-01T11:01:00Z",
                "2026-02-01T11:02:00Z",
                only("mb-08").and(at(AMS)),
                FailureKind.TIMEOUT,
                "",
                1)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.NETWORK, Cause.NETWORK_PATH);
    assertThat(alerts.getLast().impact().locations()).containsExactly(Story.FRA);
  }

  @Test
  void a_control_that_was_down_before_is_no_witness() {
    List<Alert> alerts =
        Story.of(5, BEGIN)
            .mailboxes(10)
            .probe(
                "elsewhere",
                null,
                "own-mail",
                Protocol.IMAP,
                Role.CONTROL,
                Duration.ofMinutes(1),
                Story.FRA)
            .trouble(
                "2026-02-01T10:15:00Z", END, only("elsewhere"), FailureKind.CONNECT_TIMEOUT, "", 1)
            .trouble(FROM, TO, exchange(), FailureKind.CONNECT_TIMEOUT, "", 1)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE);
    assertThat(alerts.getFirst().evidence()).anyMatch(fact -> fact.contains("was failing before"));
  }

  @Test
  void evidence_tells_controls_that_had_no_turn_yet_with_what_they_said_before() {
    List<Alert> alerts = refusing(1).play(END);

    assertThat(alerts.getFirst().evidence())
        .anyMatch(fact ->
            fact.contains("not asked since")
                && fact.matches(".*\\d+ of \\d+ first attempts answered shortly before.*"));
  }

  @Test
  void an_outage_that_becomes_a_broken_path_is_reclassified_in_the_same_alert() {
    List<Alert> alerts =
        refusing(1)
            .trouble(TO, "2026-02-01T12:00:00Z", everything(), FailureKind.CONNECT_TIMEOUT, "", 1)
            .play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts.getFirst().verdict().cause().value()).isEqualTo(Cause.PROVIDER_OUTAGE);
    assertThat(alerts.stream().filter(a -> a.transition().is(Transition.RECLASSIFIED)))
        .singleElement()
        .satisfies(a -> assertThat(a.verdict().cause().value()).isEqualTo(Cause.NETWORK_PATH));
  }

  @Test
  void the_back_off_that_the_server_names_is_advised() {
    List<Alert> alerts =
        all(
            FailureKind.THROTTLED,
            "Request is throttled. Suggested Backoff Time: 299961 milliseconds");
    assertThat(alerts.getFirst().advice()).anyMatch(line -> line.contains("299 s"));
  }

  private static List<Alert> all(FailureKind kind, String said) {
    return tenMailboxes().trouble(FROM, TO, exchange(), kind, said, 1).play(END);
  }

  private static void assertOneEpisode(List<Alert> alerts, FaultDomain domain, Cause cause) {
    assertThat(alerts).isNotEmpty();
    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts).allMatch(alert -> alert.verdict().cause().is(cause));
    assertThat(alerts).allMatch(alert -> alert.verdict().faultDomain().is(domain));
    assertThat(alerts.getLast().transition().value()).isEqualTo(Transition.RESOLVED);
    assertThat(alerts.getLast().resolvedAt()).isAfter(Instant.parse(TO).minusSeconds(1));
    for (int i = 0; i < alerts.size(); i++) {
      assertThat(alerts.get(i).revision()).isEqualTo(i + 1);
    }
  }
}
