package io.mailbuoy.notifier.decision;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.AlertMatch;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.CommandKind;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.decision.Decision.StandsIn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each test is one row of the table that the decider is.
final class DeciderTest {
  private static final Instant DETECTED = ONSET.plusSeconds(300);
  private static final Instant LATER = DETECTED.plus(Duration.ofMinutes(10));

  private final Map<String, Delivery> receipts = new HashMap<>();
  private Routing.Plan plan = plan(List.of("team"), List.of("mail"), Set.of());
  private Wishes wishes = Wishes.none();
  private Calm calm = Calm.none();
  private Map<String, String> troubled = Map.of();
  private Groups groups = Groups.none();
  private Instant now = LATER;

  private static Routing.Plan plan(
      List<String> channels, List<String> fallback, Set<String> doubtful) {
    return new Routing.Plan(
        List.of(new Routing.Leg("routes[0]", channels, fallback, List.of(), Optional.empty())),
        doubtful);
  }

  private Decision decide(Alert alert, String channel, ChannelKind kind) {
    return Decider.decide(
        new Situation(alert, receipts, plan, wishes, calm, Digests.none(), groups, troubled, now),
        channel,
        kind);
  }

  private Decision decide(Alert alert) {
    return decide(alert, "team", ChannelKind.TEAMS);
  }

  private Receipts write(Alert alert, String channel, ChannelKind kind, Instant at) {
    return new Receipts(alert, channel, kind, Optional.ofNullable(receipts.get(channel)), at);
  }

  /// The channel gets what is decided now, at the moment of detection.
  private void told(Alert alert, String channel, ChannelKind kind) {
    Decision.Send send = (Decision.Send) decide(alert, channel, kind);
    receipts.put(channel, write(alert, channel, kind, DETECTED).delivered(send, "ok"));
  }

  private void told(Alert alert) {
    told(alert, "team", ChannelKind.TEAMS);
  }

  private static void assertSends(Decision decision, Action action, Reason reason) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Send.class,
            send -> {
              assertThat(send.action()).isEqualTo(action);
              assertThat(send.reason()).isEqualTo(reason);
            });
  }

  private static void assertSkips(Decision decision, Reason reason) {
    assertThat(decision).isEqualTo(new Decision.Skip(reason));
  }

  @Test
  void aNewAlertIsTold() {
    assertSends(decide(alert().make()), Action.TRIGGER, Reason.OPENED);
  }

  @Test
  void aChannelOutsideTheRouteIsNotTold() {
    assertSkips(decide(alert().make(), "other", ChannelKind.TEAMS), Reason.NOT_ROUTED);
  }

  @Test
  void theSameRevisionIsNotToldTwice() {
    told(alert().make());
    assertSkips(decide(alert().make()), Reason.UP_TO_DATE);
  }

  @Test
  void aRefreshWithoutNewsIsNotTold() {
    told(alert().make());
    Alert refreshed =
        alert().revision(2, Transition.UPDATED).evidence(List.of("14 of 44 failed")).make();
    assertSkips(decide(refreshed), Reason.NOTHING_NEW);
  }

  @Test
  void aConfirmationIsTold() {
    told(alert().make());
    Alert confirmed = alert().revision(2, Transition.CONFIRMED).confirmedBy("EX1", ONSET).make();
    assertSends(decide(confirmed), Action.UPDATE, Reason.CONFIRMED);
  }

  @Test
  void aConfirmationIsToldEvenWhereALaterRefreshReplacedIt() {
    told(alert().make());
    Alert refreshed = alert().revision(3, Transition.UPDATED).confirmedBy("EX1", ONSET).make();
    assertSends(decide(refreshed), Action.UPDATE, Reason.CONFIRMED);
  }

  @Test
  void aMovedStartOfTheIncidentIsTold() {
    told(alert().confirmedBy("EX1", ONSET.plus(Duration.ofDays(6))).make());
    Alert moved = alert().revision(2, Transition.UPDATED).confirmedBy("EX1", ONSET).make();
    assertSends(decide(moved), Action.UPDATE, Reason.START_MOVED);
  }

  @Test
  void aChangedVerdictIsTold() {
    told(alert().make());
    Alert changed =
        alert()
            .revision(2, Transition.RECLASSIFIED)
            .verdict(FaultDomain.CUSTOMER, Cause.ACCESS_POLICY)
            .make();
    assertSends(decide(changed), Action.UPDATE, Reason.RECLASSIFIED);
  }

  @Test
  void aRaisedSeverityIsToldAndALoweredOneIsNot() {
    told(alert().severity(Severity.WARNING).make());
    Alert worse = alert().revision(2, Transition.UPDATED).severity(Severity.CRITICAL).make();
    Alert better = alert().revision(2, Transition.UPDATED).severity(Severity.INFO).make();
    assertSends(decide(worse), Action.UPDATE, Reason.WORSE);
    assertSkips(decide(better), Reason.NOTHING_NEW);
  }

  @Test
  void anUpdateWaitsUntilTheVerdictHasSettledButATriggerDoesNot() {
    now = DETECTED.plusSeconds(10);
    told(alert().make());
    Alert changed = alert().revision(2, Transition.RECLASSIFIED).make();
    assertThat(decide(changed))
        .isEqualTo(new Decision.Later(DETECTED.plus(Decider.SETTLING), Reason.TOO_SOON));
  }

  @Test
  void anEndDoesNotWait() {
    now = DETECTED.plusSeconds(10);
    told(alert().make());
    assertSends(decide(alert().resolved(2, now).make()), Action.RESOLVE, Reason.ENDED);
  }

  @Test
  void anEndIsToldWhereverTheAlertWasToldWhateverTheRoutesSayNow() {
    told(alert().make());
    plan = plan(List.of(), List.of(), Set.of());
    assertSends(decide(alert().resolved(2, LATER).make()), Action.RESOLVE, Reason.ENDED);
  }

  @Test
  void anEndIsToldOnceAndNothingAfterIt() {
    told(alert().make());
    told(alert().resolved(2, LATER).make());
    Alert review =
        alert().confirmedBy("EX1", ONSET).resolved(3, LATER.plus(Duration.ofHours(1))).make();
    assertSkips(decide(review), Reason.END_TOLD);
  }

  @Test
  void anAlertThatCameAndWentUntoldIsOneMessageToPeople() {
    assertSends(decide(alert().resolved(2, LATER).make()), Action.EPISODE, Reason.MISSED);
  }

  @Test
  void anAlertThatCameAndWentUntoldOpensAndClosesAnIncident() {
    Alert over = alert().resolved(2, LATER).make();
    assertSends(decide(over, "team", ChannelKind.PAGERDUTY), Action.TRIGGER, Reason.MISSED);
    told(over, "team", ChannelKind.PAGERDUTY);
    assertSends(decide(over, "team", ChannelKind.PAGERDUTY), Action.RESOLVE, Reason.ENDED);
    told(over, "team", ChannelKind.PAGERDUTY);
    assertSkips(decide(over, "team", ChannelKind.PAGERDUTY), Reason.END_TOLD);
  }

  @Test
  void whatEndedLongAgoIsNotToldToANewChannel() {
    now = LATER.plus(Duration.ofDays(2));
    assertSkips(decide(alert().resolved(2, LATER).make()), Reason.LONG_OVER);
  }

  @Test
  void whatIsOpenIsToldHoweverOldItIs() {
    now = LATER.plus(Duration.ofDays(30));
    assertSends(decide(alert().make()), Action.TRIGGER, Reason.OPENED);
  }

  @Test
  void aRefusalStandsUntilThereIsMoreThanARefresh() {
    Alert first = alert().make();
    receipts.put("team", write(first, "team", ChannelKind.TEAMS, DETECTED).failed("HTTP 404"));
    assertSkips(decide(first), Reason.REFUSED);
    assertSkips(decide(alert().revision(2, Transition.UPDATED).make()), Reason.REFUSED);
    assertSends(
        decide(alert().revision(2, Transition.RECLASSIFIED).make()), Action.TRIGGER, Reason.OPENED);
    assertSkips(decide(alert().resolved(3, LATER).make()), Reason.REFUSED);
  }

  @Test
  void aRefusedUpdateDoesNotStopTheEnd() {
    told(alert().make());
    Alert changed = alert().revision(2, Transition.RECLASSIFIED).make();
    receipts.put("team", write(changed, "team", ChannelKind.TEAMS, DETECTED).failed("HTTP 400"));
    assertSends(decide(alert().resolved(3, LATER).make()), Action.RESOLVE, Reason.ENDED);
  }

  @Test
  void theFallbackIsToldWhereAChannelRefuses() {
    Alert first = alert().make();
    assertSkips(decide(first, "mail", ChannelKind.EMAIL), Reason.NOT_ROUTED);
    receipts.put("team", write(first, "team", ChannelKind.TEAMS, DETECTED).failed("HTTP 404"));
    assertThat(decide(first, "mail", ChannelKind.EMAIL))
        .isInstanceOfSatisfying(
            Decision.Send.class,
            send -> {
              assertThat(send.standsIn()).isEqualTo(StandsIn.YES);
              assertThat(send.why()).contains("'team'").contains("HTTP 404");
            });
  }

  @Test
  void theFallbackIsToldWhereAChannelStruggles() {
    troubled = Map.of("team", "does not answer");
    assertSends(
        decide(alert().make(), "mail", ChannelKind.EMAIL), Action.TRIGGER, Reason.STANDS_IN);
  }

  @Test
  void aStrugglingChannelThatKnowsOfTheAlertNeedsNobodyToStandIn() {
    told(alert().make());
    troubled = Map.of("team", "does not answer");
    assertSkips(decide(alert().make(), "mail", ChannelKind.EMAIL), Reason.NOT_ROUTED);
  }

  @Test
  void theFallbackIsToldAtOnceWhereAChannelNeedsWhatIsBroken() {
    plan = plan(List.of("team"), List.of("mail"), Set.of("team"));
    assertSends(
        decide(alert().make(), "mail", ChannelKind.EMAIL), Action.TRIGGER, Reason.STANDS_IN);
    assertSends(decide(alert().make()), Action.TRIGGER, Reason.OPENED);
  }

  @Test
  void theFallbackThatWasToldIsToldTheEnd() {
    troubled = Map.of("team", "does not answer");
    told(alert().make(), "mail", ChannelKind.EMAIL);
    troubled = Map.of();
    assertSends(
        decide(alert().resolved(2, LATER).make(), "mail", ChannelKind.EMAIL),
        Action.RESOLVE,
        Reason.ENDED);
  }

  @Test
  void aFailedFallbackHasNoFallback() {
    Alert first = alert().make();
    receipts.put("team", write(first, "team", ChannelKind.TEAMS, DETECTED).failed("HTTP 404"));
    receipts.put("mail", write(first, "mail", ChannelKind.EMAIL, DETECTED).failed("SMTP 550"));
    assertSkips(decide(first, "mail", ChannelKind.EMAIL), Reason.REFUSED);
  }

  private void assertGathers(Alert alert, Instant at) {
    assertThat(decide(alert))
        .isInstanceOfSatisfying(
            Decision.Gather.class,
            gather -> {
              assertThat(gather.as()).isEqualTo(Decision.Together.GROUP);
              assertThat(gather.at()).isEqualTo(at);
            });
  }

  @Test
  void aChannelThatWaitsForMoreDoesSoFromTheBeginningAndFromTheEnd() {
    groups = new Groups(Map.of("team", new Groups.Wait(Duration.ofSeconds(30), List.of())));
    Instant due = alert().make().detectedAt().plusSeconds(30);
    assertGathers(alert().make(), due);
    assertGathers(alert().revision(2, Transition.UPDATED).at(LATER).make(), due);
    assertGathers(alert().resolved(2, LATER).make(), due);
    Groups waiting = groups;
    groups = Groups.none();
    told(alert().make());
    groups = waiting;
    assertGathers(alert().resolved(2, LATER).make(), LATER.plusSeconds(30));
  }

  private AlertCommand command(CommandKind kind, Map<String, List<String>> match, Instant until) {
    return new AlertCommand(
        "c1", "contoso", DETECTED, Open.of(kind), "alert-1", match, until, "ann", null);
  }

  private void hear(AlertCommand command) {
    wishes = ((Wishes.Heard.Understood) wishes.with(command)).wishes();
  }

  @Test
  void aSilenceHoldsBackTheTriggerUntilItEnds() {
    Instant until = LATER.plusSeconds(600);
    hear(command(CommandKind.SILENCE, Map.of("service", List.of("exchange-online")), until));
    assertThat(decide(alert().make())).isEqualTo(new Decision.Suppress(until, Reason.SILENCED));
    now = until;
    assertSends(decide(alert().make()), Action.TRIGGER, Reason.OPENED);
  }

  @Test
  void aMaintenanceWindowForSomethingElseHoldsBackNothing() {
    hear(
        command(
            CommandKind.MAINTENANCE, Map.of("service", List.of("own-mail")), LATER.plusSeconds(9)));
    assertSends(decide(alert().make()), Action.TRIGGER, Reason.OPENED);
  }

  @Test
  void aSilenceNeverHoldsBackTheEndOfWhatWasTold() {
    told(alert().make());
    hear(command(CommandKind.SILENCE, Map.of(), LATER.plusSeconds(600)));
    assertSends(decide(alert().resolved(2, LATER).make()), Action.RESOLVE, Reason.ENDED);
  }

  @Test
  void whatBeganAndEndedInSilenceStaysUntold() {
    Alert first = alert().make();
    receipts.put("team", write(first, "team", ChannelKind.TEAMS, DETECTED).suppressed("silence"));
    assertSkips(decide(alert().resolved(2, LATER).make()), Reason.SILENCED);
  }

  @Test
  void anAcknowledgementGoesToWhatKeepsIncidentsOnce() {
    told(alert().make(), "team", ChannelKind.PAGERDUTY);
    hear(command(CommandKind.ACKNOWLEDGE, Map.of(), LATER));
    assertSends(
        decide(alert().make(), "team", ChannelKind.PAGERDUTY), Action.ACKNOWLEDGE, Reason.TAKEN);
    told(alert().make(), "team", ChannelKind.PAGERDUTY);
    assertSkips(decide(alert().make(), "team", ChannelKind.PAGERDUTY), Reason.UP_TO_DATE);
    assertSkips(decide(alert().make()), Reason.UP_TO_DATE);
  }

  @Test
  void aCommandThatSaysTooLittleIsNotFollowed() {
    AlertCommand endless =
        new AlertCommand(
            "c2",
            "contoso",
            DETECTED,
            Open.of(CommandKind.SILENCE),
            null,
            Map.of(),
            null,
            null,
            null);
    assertThat(wishes.with(endless))
        .isInstanceOfSatisfying(
            Wishes.Heard.Unclear.class, unclear -> assertThat(unclear.reason()).contains("until"));
  }

  private void plan(Routing.Leg leg) {
    plan = new Routing.Plan(List.of(leg), Set.of());
  }

  private static Routing.Leg leg(Optional<Duration> remind, Routing.Escalation... escalations) {
    return new Routing.Leg(
        "routes[0]", List.of("team"), List.of("mail", "sms"), List.of(escalations), remind);
  }

  private void refuses(String channel) {
    receipts.put(
        channel, write(alert().make(), channel, ChannelKind.TEAMS, DETECTED).failed("HTTP 404"));
  }

  @Test
  void fallbacksAreTakenOneAfterTheOther() {
    plan(leg(Optional.empty()));
    refuses("team");
    assertSends(
        decide(alert().make(), "mail", ChannelKind.EMAIL), Action.TRIGGER, Reason.STANDS_IN);
    assertSkips(decide(alert().make(), "sms", ChannelKind.EMAIL), Reason.NOT_ROUTED);
    refuses("mail");
    assertThat(decide(alert().make(), "sms", ChannelKind.EMAIL))
        .isInstanceOfSatisfying(
            Decision.Send.class,
            send ->
                assertThat(send.why())
                    .contains("'team' refused")
                    .contains("nor")
                    .contains("'mail'"));
  }

  @Test
  void aFallbackThatStaysSilentPassesOn() {
    plan(leg(Optional.empty()));
    troubled = Map.of("team", "does not answer", "mail", "does not answer");
    assertSends(decide(alert().make(), "sms", ChannelKind.EMAIL), Action.TRIGGER, Reason.STANDS_IN);
  }

  @Test
  void aFallbackThatNeedsWhatIsBrokenComesLast() {
    Routing routing =
        new Routing(
            List.of(
                new Routing.Route(
                    AlertMatch.of(Map.of()), List.of("team"), List.of("mail", "sms"))),
            Map.of("mail", Set.of("exchange-online"), "team", Set.of("exchange-online")));
    plan = routing.plan(alert().make());
    assertSends(decide(alert().make(), "sms", ChannelKind.EMAIL), Action.TRIGGER, Reason.STANDS_IN);
    assertSkips(decide(alert().make(), "mail", ChannelKind.EMAIL), Reason.NOT_ROUTED);
    assertSends(decide(alert().make()), Action.TRIGGER, Reason.OPENED);
  }

  private static final Routing.Escalation TO_BOSS =
      new Routing.Escalation(Duration.ofMinutes(15), List.of("boss"));

  @Test
  void whatNobodyAcknowledgesIsEscalatedOnceItsTimeHasCome() {
    plan(leg(Optional.empty(), TO_BOSS));
    assertSkips(decide(alert().make(), "boss", ChannelKind.PAGERDUTY), Reason.NOT_ROUTED);
    told(alert().make());
    Instant due = DETECTED.plus(Duration.ofMinutes(15));
    assertThat(decide(alert().make(), "boss", ChannelKind.PAGERDUTY))
        .isEqualTo(new Decision.Later(due, Reason.NOT_YET));
    now = due;
    assertSends(
        decide(alert().make(), "boss", ChannelKind.PAGERDUTY), Action.TRIGGER, Reason.ESCALATED);
    told(alert().make(), "boss", ChannelKind.PAGERDUTY);
    assertSends(
        decide(alert().resolved(2, now).make(), "boss", ChannelKind.PAGERDUTY),
        Action.RESOLVE,
        Reason.ENDED);
  }

  @Test
  void theTimeToAcknowledgeRunsFromTheFirstMessageNotFromTheLast() {
    plan(leg(Optional.empty(), TO_BOSS));
    told(alert().make());
    Alert worse = alert().revision(2, Transition.RECLASSIFIED).make();
    Decision.Send send = (Decision.Send) decide(worse);
    receipts.put("team", write(worse, "team", ChannelKind.TEAMS, LATER).delivered(send, "ok"));
    now = DETECTED.plus(Duration.ofMinutes(15));
    assertSends(decide(worse, "boss", ChannelKind.PAGERDUTY), Action.TRIGGER, Reason.ESCALATED);
  }

  @Test
  void whatSomebodyHasTakenOrIsOverIsNotEscalated() {
    plan(leg(Optional.empty(), TO_BOSS));
    told(alert().make());
    now = DETECTED.plus(Duration.ofHours(1));
    assertSkips(
        decide(alert().resolved(2, now).make(), "boss", ChannelKind.PAGERDUTY), Reason.NOT_ROUTED);
    hear(command(CommandKind.ACKNOWLEDGE, Map.of(), LATER));
    assertSkips(decide(alert().make(), "boss", ChannelKind.PAGERDUTY), Reason.NOT_ROUTED);
  }

  @Test
  void whereNobodyCanBeToldItIsEscalatedToo() {
    plan(leg(Optional.empty(), TO_BOSS));
    receipts.put(
        "team", write(alert().make(), "team", ChannelKind.TEAMS, DETECTED).retrying("HTTP 503"));
    now = DETECTED.plus(Duration.ofMinutes(15));
    assertSends(
        decide(alert().make(), "boss", ChannelKind.PAGERDUTY), Action.TRIGGER, Reason.ESCALATED);
  }

  @Test
  void whatGoesOnIsToldAgain() {
    plan(leg(Optional.of(Duration.ofHours(4))));
    told(alert().make());
    Instant due = DETECTED.plus(Duration.ofHours(4));
    assertThat(decide(alert().make())).isEqualTo(new Decision.Later(due, Reason.UP_TO_DATE));
    now = due;
    assertThat(decide(alert().make()))
        .isInstanceOfSatisfying(
            Decision.Send.class,
            send -> {
              assertThat(send.action()).isEqualTo(Action.UPDATE);
              assertThat(send.reason()).isEqualTo(Reason.REMINDER);
              assertThat(send.why()).contains("4 h").contains("nobody has acknowledged");
            });
    assertSends(decide(alert().resolved(2, now).make()), Action.RESOLVE, Reason.ENDED);
  }

  private void quiet(String yaml) {
    ConfigFile file =
        ConfigFile.parse(
            "mailbuoy.yaml",
            """
            mailbuoy:
              channels:
                team: {type: teams, url: "https://example.org/hook", quiet: [%s]}
            """
                .formatted(yaml),
            name -> null);
    assertThat(file.report().faults()).isEmpty();
    calm = Calm.of(file.typed());
  }

  @Test
  void quietHoursHoldBackWhatIsToldFirstAndWhatIsNew() {
    quiet("{from: '00:00', to: '08:30', time-zone: Europe/Berlin}");
    Instant end = Instant.parse("2026-01-02T07:30:00Z");
    assertThat(decide(alert().make())).isEqualTo(new Decision.Later(end, Reason.QUIET_HOURS));
    calm = Calm.none();
    told(alert().make());
    quiet("{from: '00:00', to: '08:30', time-zone: Europe/Berlin}");
    Alert changed = alert().revision(2, Transition.RECLASSIFIED).make();
    assertThat(decide(changed)).isEqualTo(new Decision.Later(end, Reason.QUIET_HOURS));
    now = end;
    assertSends(decide(changed), Action.UPDATE, Reason.RECLASSIFIED);
  }

  @Test
  void quietHoursAreForSomeSeveritiesSomeDaysAndNeverForAnEnd() {
    quiet("{severity: [warning], from: '00:00', to: '08:30'}");
    assertSends(decide(alert().make()), Action.TRIGGER, Reason.OPENED);
    quiet("{days: [sat], from: '00:00', to: '08:30'}");
    assertSends(decide(alert().make()), Action.TRIGGER, Reason.OPENED); // a Friday
    told(alert().make());
    quiet("{from: '00:00', to: '00:00'}");
    assertSends(decide(alert().resolved(2, LATER).make()), Action.RESOLVE, Reason.ENDED);
  }

  @Test
  void whatBeganAndEndedInQuietHoursIsOneMessageAfterThem() {
    quiet("{from: '22:00', to: '07:00'}");
    Alert over = alert().resolved(2, LATER).make();
    Instant end = Instant.parse("2026-01-02T07:00:00Z");
    assertThat(decide(over)).isEqualTo(new Decision.Later(end, Reason.QUIET_HOURS));
    now = end;
    assertSends(decide(over), Action.EPISODE, Reason.MISSED);
  }

  @Test
  void aSilenceHoldsBackNewsButNotTheEnd() {
    told(alert().make());
    Instant until = LATER.plusSeconds(600);
    hear(command(CommandKind.SILENCE, Map.of(), until));
    Alert changed = alert().revision(2, Transition.RECLASSIFIED).make();
    assertThat(decide(changed)).isEqualTo(new Decision.Later(until, Reason.SILENCED));
    assertSends(decide(alert().resolved(3, LATER).make()), Action.RESOLVE, Reason.ENDED);
  }
}
