package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.at;
import static io.mailbuoy.classifier.core.Story.everything;
import static io.mailbuoy.classifier.core.Story.exchange;
import static io.mailbuoy.classifier.core.Story.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What works and takes longer than it used to. Durations are log-normal, some ten times as long,
/// with the rhythm of a day.
class SlownessTest {
  private static final String BEGIN = "2026-02-01T06:00:00Z";
  private static final String FROM = "2026-02-01T11:00:00Z";
  private static final String TO = "2026-02-01T12:00:00Z";
  private static final String END = "2026-02-01T14:00:00Z";
  private static final String AMS = "ams1";

  private static Story mailboxes(long seed, int count) {
    return Story.of(seed, BEGIN).mailboxes(count).controls().latencies(0.3, 0.01, 0.3);
  }

  private static boolean login(Phase phase) {
    return phase == Phase.AUTHENTICATE;
  }

  private static boolean all(Phase phase) {
    return true;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void logins_that_take_twice_as_long_are_the_providers_while_other_things_are_fast(long seed) {
    List<Alert> alerts =
        mailboxes(seed, 10).slow(FROM, TO, exchange(), SlownessTest::login, 2).play(END);

    Alert opened = alerts.getFirst();
    assertOneEpisode(alerts, FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE);
    assertThat(opened.severity().value()).isEqualTo(Severity.WARNING);
    assertThat(opened.detectedAt())
        .isBetween(Instant.parse(FROM), Instant.parse(FROM).plusSeconds(300));
    assertThat(opened.impact().since())
        .isBetween(Instant.parse(FROM).minusSeconds(90), Instant.parse(FROM).plusSeconds(90));
    assertThat(opened.title()).isEqualTo("Exchange Online IMAP is slow");
    assertThat(opened.summary()).contains("the login takes", "is usual", "Nothing fails.");
    assertThat(opened.evidence())
        .anyMatch(fact -> fact.startsWith("Usual median of the login: "))
        .anyMatch(fact -> fact.startsWith("0 of the "))
        .anyMatch(fact -> fact.startsWith("Other things are as fast as usual"));
    assertThat(alerts.getLast().impact().targetsAffected()).isBetween(9, 10);
    assertThat(alerts).allMatch(alert -> alert.impact().failureRatio() == 0);
  }

  @Test
  void everything_slow_from_one_place_is_the_way_there() {
    assertOneEpisode(
        mailboxes(4, 10).slow(FROM, TO, everything(), SlownessTest::all, 3).play(END),
        FaultDomain.NETWORK,
        Cause.NETWORK_PATH);
  }

  @Test
  void slow_from_one_of_two_places_with_all_that_is_probed_there() {
    List<Alert> alerts =
        mailboxes(5, 5)
            .mailboxes(5, AMS)
            .controls(AMS)
            .slow(FROM, TO, at(AMS), SlownessTest::all, 3)
            .play(END);

    assertOneEpisode(alerts, FaultDomain.NETWORK, Cause.NETWORK_PATH);
    assertThat(alerts.getLast().impact().locations()).containsExactly(AMS);
  }

  @Test
  void one_slow_mailbox_of_ten_is_for_information() {
    List<Alert> alerts =
        mailboxes(6, 10).slow(FROM, TO, only("mb-03"), SlownessTest::login, 3).play(END);

    assertOneEpisode(alerts, FaultDomain.UNKNOWN, Cause.UNKNOWN);
    assertThat(alerts).allMatch(alert -> alert.severity().is(Severity.INFO));
    assertThat(alerts.getFirst().title()).contains("mb-03");
  }

  @Test
  void all_slow_by_so_much_that_it_is_as_good_as_broken_is_critical() {
    List<Alert> alerts =
        mailboxes(7, 10).slow(FROM, TO, exchange(), SlownessTest::login, 12).play(END);

    assertOneEpisode(alerts, FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE);
    assertThat(alerts.getLast().severity().value()).isEqualTo(Severity.CRITICAL);
    assertThat(alerts.getFirst().advice()).anyMatch(line -> line.contains("time-outs"));
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 9})
  void a_week_of_heavy_tails_and_daily_rhythm_is_normal(long seed) {
    List<Alert> alerts =
        Story.of(seed, BEGIN)
            .mailboxes(20)
            .controls()
            .latencies(0.5, 0.02, 0.4)
            .noise(0.002)
            .play("2026-02-08T06:00:00Z");

    assertThat(alerts).isEmpty();
  }

  @Test
  void failures_that_are_told_already_are_not_told_again_as_slowness() {
    List<Alert> alerts =
        mailboxes(10, 10)
            .trouble(
                FROM, TO, exchange(), FailureKind.AUTH_REJECTED, "NO AUTHENTICATE failed.", 0.5)
            .slow(FROM, TO, exchange(), SlownessTest::login, 4)
            .play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts.getLast().verdict().pattern().value()).isEqualTo(Pattern.INTERMITTENT);
    assertThat(alerts.getLast().state().value()).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void what_is_slow_first_and_fails_then_stays_one_alert() {
    String fails = "2026-02-01T11:30:00Z";
    List<Alert> alerts =
        mailboxes(11, 10)
            .slow(FROM, TO, exchange(), SlownessTest::login, 4)
            .trouble(fails, TO, exchange(), FailureKind.TIMEOUT, "", 0.8)
            .play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts.getFirst().verdict().pattern().value()).isEqualTo(Pattern.SLOW);
    Alert worse =
        alerts.stream()
            .filter(alert -> !alert.verdict().pattern().is(Pattern.SLOW))
            .findFirst()
            .orElseThrow();
    assertThat(worse.occurredAt())
        .isBetween(Instant.parse(fails), Instant.parse(fails).plusSeconds(90));
    assertThat(worse.severity().value()).isEqualTo(Severity.CRITICAL);
    assertThat(worse.impact().since()).isEqualTo(alerts.getFirst().impact().since());
    assertThat(alerts.getLast().state().value()).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void a_server_that_answers_in_milliseconds_may_take_twice_as_many() {
    Story story = Story.of(12, BEGIN).mailboxes(5).controls().latencies(0.3, 0.01, 0);
    story.slow(BEGIN, END, everything(), SlownessTest::all, 0.01);
    story.slow(FROM, TO, everything(), SlownessTest::all, 3);
    assertThat(story.play(END)).isEmpty();
  }

  private static void assertOneEpisode(List<Alert> alerts, FaultDomain domain, Cause cause) {
    assertThat(alerts).isNotEmpty();
    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts).allMatch(alert -> alert.verdict().pattern().is(Pattern.SLOW));
    assertThat(alerts).allMatch(alert -> alert.verdict().cause().is(cause));
    assertThat(alerts).allMatch(alert -> alert.verdict().faultDomain().is(domain));
    assertThat(alerts.getFirst().transition().value()).isEqualTo(Transition.OPENED);
    assertThat(alerts.getLast().transition().value()).isEqualTo(Transition.RESOLVED);
    assertThat(alerts.getLast().resolvedAt())
        .isBetween(Instant.parse(TO), Instant.parse(TO).plusSeconds(30 * 60));
  }
}
