package io.mailbuoy.notifier.decision;

import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.AlertFixture;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the decider leaves to a digest, and when that is due.
final class DigestsTest {
  /// Alerts of the fixture are detected six minutes after midnight.
  private static final Instant MIDNIGHT = Instant.parse("2026-01-02T00:00:00Z");

  private final Map<String, Delivery> receipts = new HashMap<>();
  private Digests digests = new Digests(Map.of("team", Duration.ofHours(1)), Map.of());
  private Calm calm = Calm.none();
  private Instant now = after(10);

  private static Instant after(int minutes) {
    return MIDNIGHT.plus(Duration.ofMinutes(minutes));
  }

  private static AlertFixture info() {
    return alert().severity(Severity.INFO);
  }

  private Decision decide(Alert alert) {
    Routing.Plan plan =
        new Routing.Plan(
            List.of(
                new Routing.Leg(
                    "routes[0]", List.of("team"), List.of(), List.of(), Optional.empty())),
            Set.of());
    return Decider.decide(
        new Situation(
            alert, receipts, plan, Wishes.none(), calm, digests, Groups.none(), Map.of(), now),
        "team",
        ChannelKind.TEAMS);
  }

  /// What is decided now is delivered now.
  private void tell(Alert alert) {
    Receipts receipt =
        new Receipts(
            alert, "team", ChannelKind.TEAMS, Optional.ofNullable(receipts.get("team")), now);
    receipts.put(
        "team",
        switch (decide(alert)) {
          case Decision.Send send -> receipt.delivered(send, "ok");
          case Decision.Gather gather -> receipt.digested(gather.send(), "ok");
          case Decision.Later _, Decision.Suppress _, Decision.Skip _ ->
              throw new AssertionError("there is nothing to tell of " + alert);
        });
  }

  private static void assertGathers(Decision decision, Action action, Instant at) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Gather.class,
            gather -> {
              assertThat(gather.send().action()).isEqualTo(action);
              assertThat(gather.at()).isEqualTo(at);
            });
  }

  private static void assertSends(Decision decision, Action action) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Send.class, send -> assertThat(send.action()).isEqualTo(action));
  }

  @Test
  void anInformationWaitsForTheNextFullHour() {
    assertGathers(decide(info().make()), Action.TRIGGER, after(60));
    now = after(65);
    assertGathers(decide(info().make()), Action.TRIGGER, after(60));
  }

  @Test
  void aChannelWithoutADigestIsToldAtOnce() {
    digests = Digests.none();
    assertSends(decide(info().make()), Action.TRIGGER);
  }

  @Test
  void whatIsMoreThanAnInformationIsToldAtOnce() {
    assertSends(decide(alert().severity(Severity.WARNING).make()), Action.TRIGGER);
    assertSends(decide(alert().severity(Severity.UNKNOWN).make()), Action.TRIGGER);
  }

  @Test
  void whatBeganAndEndedMeanwhileIsInTheDigest() {
    assertGathers(decide(info().resolved(2, after(20)).make()), Action.EPISODE, after(60));
  }

  @Test
  void thePeriodIsNotUsedTwice() {
    digests = digests.lastTold(Map.of("team", after(61)));
    now = after(62);
    assertGathers(decide(info().make()), Action.TRIGGER, after(120));
  }

  @Test
  void theEndOfWhatADigestToldIsInTheNextOne() {
    now = after(60);
    tell(info().make());
    now = after(70);
    assertGathers(decide(info().resolved(2, after(70)).make()), Action.RESOLVE, after(120));
  }

  @Test
  void whatRisesLeavesTheDigestAtOnce() {
    assertSends(
        decide(alert().revision(2, Transition.UPDATED).severity(Severity.WARNING).make()),
        Action.TRIGGER);
    now = after(60);
    tell(info().make());
    Alert worse = alert().revision(2, Transition.UPDATED).severity(Severity.WARNING).make();
    assertSends(decide(worse), Action.UPDATE);
    tell(worse);
    now = after(70);
    assertSends(
        decide(alert().severity(Severity.WARNING).resolved(3, after(70)).make()), Action.RESOLVE);
  }

  @Test
  void theEndOfWhatWasToldByItselfWaitsForNoDigest() {
    tell(alert().severity(Severity.WARNING).make());
    now = after(20);
    assertSends(decide(info().resolved(2, after(20)).make()), Action.RESOLVE);
  }

  @Test
  void aReceiptOfBeforeThereWereDigestsIsOneByItself() {
    digests = Digests.none();
    tell(info().make());
    digests = new Digests(Map.of("team", Duration.ofHours(1)), Map.of());
    now = after(20);
    assertSends(decide(info().resolved(2, after(20)).make()), Action.RESOLVE);
  }

  @Test
  void aDigestWaitsForTheEndOfQuietHours() {
    calm =
        Calm.of(
            ConfigFile.parse(
                    "mailbuoy.yaml",
                    """
                    mailbuoy:
                      channels:
                        team: {type: teams, url: "https://example.org/t", quiet: [{from: "01:30", to: "07:00"}]}
                    """,
                    name -> null)
                .typed());
    now = after(60);
    tell(info().make());
    now = after(120);
    Instant morning = Instant.parse("2026-01-02T07:00:00Z");
    assertGathers(decide(info().resolved(2, after(100)).make()), Action.RESOLVE, morning);
    now = morning;
    assertGathers(decide(info().resolved(2, after(100)).make()), Action.RESOLVE, after(120));
  }

  @Test
  void aDayIsNotTooLongToBeNews() {
    digests = new Digests(Map.of("team", Duration.ofDays(1)), Map.of());
    now = after(24 * 60 + 7 * 60);
    assertGathers(decide(info().resolved(2, after(20)).make()), Action.EPISODE, after(24 * 60));
  }
}
