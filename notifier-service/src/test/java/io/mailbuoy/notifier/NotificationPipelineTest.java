package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.AlertMatch;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Calm;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.decision.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The pipeline with scripted channels, in simulated time.
final class NotificationPipelineTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MovableClock clock = new MovableClock(ONSET.plusSeconds(300));
  private final ScriptedChannel team = new ScriptedChannel("team", ChannelKind.TEAMS);
  private final ScriptedChannel oncall = new ScriptedChannel("oncall", ChannelKind.PAGERDUTY);
  private final ScriptedChannel mail = new ScriptedChannel("mail", ChannelKind.EMAIL);
  private final Simulation notifier =
      new Simulation(
          clock,
          routed(
              new Routing(
                  List.of(
                      new Routing.Route(
                          AlertMatch.of(Map.of("severity", List.of("critical"))),
                          List.of("team", "oncall"),
                          List.of("mail"))),
                  Map.of("oncall", Set.of("entra-id")))),
          List.of(team, oncall, mail));

  private static Policy routed(Routing routing) {
    return new Policy(routing, Calm.none());
  }

  private static List<Action> actions(ScriptedChannel channel) {
    return channel.taken().stream().map(Notification::action).toList();
  }

  private static List<String> statuses(List<Delivery> receipts, String channel) {
    return receipts.stream()
        .filter(receipt -> receipt.channel().equals(channel))
        .map(receipt -> receipt.status().text() + " " + receipt.attempts())
        .toList();
  }

  @Test
  void aPlainOutageIsOneAlertAndOneResolveOnEachChannel() {
    notifier.publish(alert().make());
    notifier.run(MINUTE);
    notifier.publish(alert().revision(2, Transition.UPDATED).make());
    notifier.run(MINUTE);
    notifier.publish(alert().resolved(3, clock.instant()).make());
    notifier.run(MINUTE);
    assertThat(actions(team)).containsExactly(Action.TRIGGER, Action.RESOLVE);
    assertThat(actions(oncall)).containsExactly(Action.TRIGGER, Action.RESOLVE);
    assertThat(actions(mail)).isEmpty();
    assertThat(statuses(notifier.receipts(), "team")).containsExactly("delivered 1", "delivered 1");
  }

  @Test
  void aVerdictThatSettlesAtOnceIsOneUpdate() {
    notifier.publish(alert().verdict(FaultDomain.UNKNOWN, Cause.UNKNOWN).make());
    notifier.run(Duration.ofSeconds(2));
    notifier.publish(
        alert()
            .revision(2, Transition.RECLASSIFIED)
            .verdict(FaultDomain.NETWORK, Cause.NETWORK_PATH)
            .make());
    notifier.run(Duration.ofSeconds(2));
    notifier.publish(alert().revision(3, Transition.RECLASSIFIED).make());
    notifier.run(MINUTE.multipliedBy(3));
    assertThat(actions(team)).containsExactly(Action.TRIGGER, Action.UPDATE);
    assertThat(team.taken().getLast().alert().revision()).isEqualTo(3);
  }

  @Test
  void aTemporaryFailureIsTriedAgainUntilItWorks() {
    team.answers(notification -> new Outcome.Retry("HTTP 503"));
    notifier.publish(alert().make());
    notifier.run(MINUTE.multipliedBy(10));
    assertThat(team.asked()).hasSizeBetween(10, 40);
    team.answers(notification -> new Outcome.Delivered("HTTP 202"));
    notifier.run(MINUTE.multipliedBy(2));
    assertThat(actions(team)).containsExactly(Action.TRIGGER);
    Delivery receipt = notifier.newest("alert-1", "team");
    assertThat(receipt.status().value()).isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(receipt.attempts()).isEqualTo(team.asked().size());
  }

  @Test
  void aServerThatAsksToWaitIsLeftAlone() {
    team.answers(
        notification -> new Outcome.Retry("HTTP 429", Optional.of(Duration.ofSeconds(90))));
    notifier.publish(alert().make());
    notifier.publish(alert().id("alert-2").make());
    notifier.run(Duration.ofSeconds(85));
    assertThat(team.attempts()).isEqualTo(1);
    notifier.run(Duration.ofSeconds(10));
    assertThat(team.attempts()).isEqualTo(2);
  }

  @Test
  void aNewerRevisionReplacesTheOneThatWaits() {
    team.answers(notification -> new Outcome.Retry("no answer"));
    notifier.publish(alert().make());
    notifier.run(Duration.ofSeconds(5));
    notifier.publish(alert().revision(2, Transition.UPDATED).make());
    team.answers(notification -> new Outcome.Delivered("ok"));
    notifier.run(MINUTE);
    assertThat(actions(team)).containsExactly(Action.TRIGGER);
    assertThat(team.taken().getLast().alert().revision()).isEqualTo(2);
  }

  @Test
  void whatCameAndWentWhileAChannelWasDownIsToldWhenItIsBack() {
    team.answers(notification -> new Outcome.Retry("no answer"));
    oncall.answers(notification -> new Outcome.Retry("no answer"));
    notifier.publish(alert().make());
    notifier.run(Duration.ofSeconds(5));
    notifier.publish(alert().resolved(2, clock.instant()).make());
    team.answers(notification -> new Outcome.Delivered("ok"));
    oncall.answers(notification -> new Outcome.Delivered("ok"));
    notifier.run(MINUTE);
    assertThat(actions(team)).containsExactly(Action.EPISODE);
    assertThat(actions(oncall)).containsExactly(Action.TRIGGER, Action.RESOLVE);
  }

  @Test
  void aRefusalIsToldOverTheFallbackWithItsReason() {
    team.answers(notification -> new Outcome.Permanent("HTTP 404"));
    notifier.publish(alert().make());
    notifier.run(MINUTE);
    assertThat(statuses(notifier.receipts(), "team")).containsExactly("failed 1");
    assertThat(actions(mail)).containsExactly(Action.TRIGGER);
    assertThat(mail.taken().getFirst().reason()).contains("'team'").contains("HTTP 404");
    assertThat(notifier.newest("alert-1", "mail").status().value())
        .isEqualTo(DeliveryStatus.FALLBACK);
    notifier.publish(alert().resolved(2, clock.instant()).make());
    notifier.run(MINUTE);
    assertThat(actions(mail)).containsExactly(Action.TRIGGER, Action.RESOLVE);
    assertThat(actions(oncall)).containsExactly(Action.TRIGGER, Action.RESOLVE);
    assertThat(team.asked()).hasSize(1);
  }

  @Test
  void aChannelThatStaysSilentIsReplacedAfterAWhileAndStillTried() {
    team.answers(notification -> new Outcome.Retry("no answer within 15000 ms"));
    notifier.publish(alert().make());
    notifier.run(Duration.ofSeconds(20));
    assertThat(mail.asked()).isEmpty();
    notifier.run(MINUTE.multipliedBy(3));
    assertThat(actions(mail)).containsExactly(Action.TRIGGER);
    team.answers(notification -> new Outcome.Delivered("ok"));
    notifier.run(MINUTE.multipliedBy(2));
    assertThat(actions(team)).containsExactly(Action.TRIGGER);
  }

  @Test
  void aChannelThatNeedsWhatIsBrokenIsAccompaniedAtOnce() {
    notifier.publish(alert().verdict(FaultDomain.PROVIDER, Cause.IDENTITY_OUTAGE).make());
    notifier.run(Duration.ofSeconds(1));
    assertThat(actions(oncall)).containsExactly(Action.TRIGGER);
    assertThat(actions(mail)).containsExactly(Action.TRIGGER);
    assertThat(mail.taken().getFirst().reason()).contains("depends on what is broken");
  }

  @Test
  void aMessageThatCannotBeMadeGoesToTheFallback() {
    team.answers(notification -> {
      throw new IllegalStateException("a bug");
    });
    notifier.publish(alert().make());
    notifier.run(MINUTE);
    assertThat(notifier.newest("alert-1", "team").detail()).doesNotContain("a bug");
    assertThat(actions(mail)).containsExactly(Action.TRIGGER);
  }

  @Test
  void withoutARouteNobodyIsTold() {
    notifier.publish(alert().severity(Severity.INFO).make());
    notifier.run(MINUTE);
    assertThat(team.asked()).isEmpty();
    assertThat(notifier.unrouted()).contains("alert-1");
    assertThat(notifier.receipts()).isEmpty();
  }

  @Test
  void aRestartTellsNothingTwice() {
    notifier.publish(alert().make());
    notifier.run(MINUTE);
    notifier.restart();
    notifier.run(MINUTE);
    notifier.publish(alert().resolved(2, clock.instant()).make());
    notifier.restart();
    notifier.run(MINUTE);
    notifier.restart();
    notifier.run(MINUTE);
    assertThat(actions(team)).containsExactly(Action.TRIGGER, Action.RESOLVE);
    assertThat(actions(oncall)).containsExactly(Action.TRIGGER, Action.RESOLVE);
  }

  @Test
  void aCrashBetweenMessageAndReceiptSendsThatMessageOnceMoreAndNoOther() {
    notifier.publish(alert().make());
    notifier.dieBeforeTheNextReceipt();
    notifier.turn(team);
    notifier.restart();
    notifier.run(MINUTE);
    assertThat(actions(team)).containsExactly(Action.TRIGGER, Action.TRIGGER);
    assertThat(actions(oncall)).containsExactly(Action.TRIGGER);
  }

  @Test
  void anAttemptCountSurvivesARestart() {
    team.answers(notification -> new Outcome.Retry("HTTP 503"));
    notifier.publish(alert().make());
    notifier.turn(team);
    notifier.restart();
    notifier.turn(team);
    assertThat(notifier.newest("alert-1", "team").attempts()).isEqualTo(2);
  }

  @Test
  void aFallbackThatWasToldJustBeforeACrashIsToldTheEndThoughItIsNotNeededAnyMore() {
    team.answers(notification -> new Outcome.Retry("no answer"));
    notifier.publish(alert().verdict(FaultDomain.CUSTOMER, Cause.CERTIFICATE).make());
    notifier.run(Duration.ofSeconds(20));
    while (mail.taken().isEmpty()) {
      clock.move(Duration.ofMillis(500));
      notifier.turn(team);
      if (!mail.asked().isEmpty() || statuses(notifier.receipts(), "mail").contains("retrying 0")) {
        notifier.dieBeforeTheNextReceipt();
      }
      notifier.turn(mail);
    }
    team.answers(notification -> new Outcome.Delivered("ok"));
    notifier.restart();
    notifier.run(MINUTE);
    notifier.publish(alert().resolved(2, clock.instant()).make());
    notifier.run(MINUTE.multipliedBy(2));
    assertThat(actions(team)).containsExactly(Action.TRIGGER, Action.RESOLVE);
    assertThat(actions(mail)).containsExactly(Action.TRIGGER, Action.EPISODE);
  }
}
