package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertMatch;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Calm;
import io.mailbuoy.notifier.decision.Digests;
import io.mailbuoy.notifier.decision.Groups;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.decision.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Digests with scripted channels, in simulated time: it is six minutes past midnight when a test
/// begins, and a digest is due at every full hour.
final class DigestPipelineTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration STEP = Duration.ofSeconds(10);

  private final MovableClock clock = new MovableClock(ONSET.plusSeconds(300));
  private final ScriptedChannel team = new ScriptedChannel("team", ChannelKind.TEAMS);
  private final ScriptedChannel mail = new ScriptedChannel("mail", ChannelKind.EMAIL);
  private final Simulation notifier =
      new Simulation(
          clock,
          new Policy(
              new Routing(
                  List.of(
                      new Routing.Route(AlertMatch.of(Map.of()), List.of("team"), List.of("mail"))),
                  Map.of()),
              Calm.none(),
              new Digests(Map.of("team", Duration.ofHours(1)), Map.of()),
              Groups.none()),
          List.of(team, mail));

  private AlertFixture info(String id) {
    return alert().id(id).severity(Severity.INFO).at(clock.instant());
  }

  private void minutes(int count) {
    notifier.run(MINUTE.multipliedBy(count), STEP);
  }

  private static List<String> told(Group group) {
    return group.entries().stream()
        .map(Group.Entry::notification)
        .map(each -> each.alert().alertId() + " " + each.action())
        .toList();
  }

  private static List<Action> alone(ScriptedChannel channel) {
    return channel.taken().stream().map(Notification::action).toList();
  }

  @Test
  void allOfAnHourIsOneMessage() {
    notifier.publish(info("a").make());
    minutes(10);
    notifier.publish(info("b").make());
    notifier.publish(info("c").make());
    minutes(10);
    notifier.publish(info("c").resolved(2, clock.instant()).make());
    minutes(33);
    assertThat(team.groupsAsked()).isEmpty();
    minutes(2);
    assertThat(team.groups()).hasSize(1);
    assertThat(told(team.groups().getFirst()))
        .containsExactly("a TRIGGER", "b TRIGGER", "c EPISODE");
    Delivery receipt = notifier.newest("b", "team");
    assertThat(receipt.status().value()).isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(receipt.detail()).isEqualTo("in a digest of 3 alerts; ok");
    notifier.publish(info("a").resolved(2, clock.instant()).make());
    minutes(120);
    assertThat(team.groups()).hasSize(2);
    assertThat(told(team.groups().getLast())).containsExactly("a RESOLVE");
    assertThat(team.taken()).isEmpty();
    assertThat(mail.asked()).isEmpty();
  }

  @Test
  void whatComesAfterTheDigestWaitsForTheNext() {
    notifier.publish(info("a").make());
    minutes(55);
    assertThat(team.groups()).hasSize(1);
    notifier.publish(info("late").make());
    minutes(10);
    assertThat(team.groups()).hasSize(1);
    minutes(55);
    assertThat(told(team.groups().getLast())).containsExactly("late TRIGGER");
  }

  @Test
  void whatRisesIsToldAtOnceAndItsEndToo() {
    notifier.publish(info("a").make());
    notifier.publish(info("b").make());
    minutes(10);
    notifier.publish(
        alert().id("a").severity(Severity.WARNING).revision(2, Transition.UPDATED).make());
    notifier.run(STEP, STEP);
    assertThat(alone(team)).containsExactly(Action.TRIGGER);
    minutes(50);
    assertThat(told(team.groups().getFirst())).containsExactly("b TRIGGER");
    notifier.publish(info("a").resolved(3, clock.instant()).make());
    notifier.run(STEP, STEP);
    assertThat(alone(team)).containsExactly(Action.TRIGGER, Action.RESOLVE);
  }

  @Test
  void aRestartLosesNothingAndTellsNothingTwice() {
    notifier.publish(info("a").make());
    minutes(10);
    notifier.restart();
    notifier.publish(info("b").make());
    minutes(50);
    assertThat(told(team.groups().getFirst())).containsExactly("a TRIGGER", "b TRIGGER");
    notifier.restart();
    notifier.publish(info("c").make());
    minutes(10);
    assertThat(team.groups()).hasSize(1);
    minutes(50);
    assertThat(told(team.groups().getLast())).containsExactly("c TRIGGER");
  }

  @Test
  void aDigestThatWasMissedIsMadeUpForInOneMessage() {
    notifier.publish(info("a").make());
    notifier.publish(info("b").make());
    clock.move(Duration.ofHours(3));
    notifier.restart();
    minutes(1);
    assertThat(team.groups()).hasSize(1);
    assertThat(told(team.groups().getFirst())).containsExactly("a TRIGGER", "b TRIGGER");
  }

  @Test
  void aCrashBetweenMessageAndReceiptsRepeatsThatDigestAndHidesNothing() {
    notifier.publish(info("a").make());
    notifier.publish(info("b").make());
    clock.move(Duration.ofHours(1));
    notifier.restart();
    notifier.dieBeforeTheNextReceipt();
    notifier.turn(team);
    assertThat(team.groups()).hasSize(1);
    notifier.restart();
    minutes(1);
    assertThat(team.groups()).hasSize(2);
    assertThat(told(team.groups().getLast())).containsExactly("a TRIGGER", "b TRIGGER");
    assertThat(team.groups().getLast().id()).isEqualTo(team.groups().getFirst().id());
    notifier.publish(info("a").resolved(2, clock.instant()).make());
    notifier.publish(info("b").resolved(2, clock.instant()).make());
    minutes(60);
    assertThat(told(team.groups().getLast())).containsExactly("a RESOLVE", "b RESOLVE");
  }

  @Test
  void aFailedDigestBacksOffAsOneAndHoldsUpNothingElse() {
    for (int i = 0; i < 50; i++) {
      notifier.publish(info("info-" + i).make());
    }
    minutes(53);
    team.answers(notification -> new Outcome.Retry("HTTP 503"));
    minutes(12);
    assertThat(team.groupsAsked()).hasSizeBetween(4, 60);
    assertThat(notifier.newest("info-7", "team").status().value())
        .isEqualTo(DeliveryStatus.RETRYING);
    assertThat(notifier.newest("info-7", "team").attempts()).isEqualTo(team.groupsAsked().size());
    team.answers(notification ->
        notification.alert().severity().is(Severity.INFO)
            ? new Outcome.Retry("HTTP 503")
            : new Outcome.Delivered("ok"));
    notifier.publish(alert().make());
    notifier.run(STEP, STEP);
    assertThat(alone(team)).containsExactly(Action.TRIGGER);
    team.answers(notification -> new Outcome.Delivered("ok"));
    minutes(5);
    assertThat(team.groups()).hasSize(1);
    assertThat(team.groups().getFirst().entries()).hasSize(50);
  }

  @Test
  void aRefusedDigestGoesToTheFallback() {
    notifier.publish(info("a").make());
    team.answers(notification -> new Outcome.Permanent("HTTP 404"));
    minutes(60);
    assertThat(team.groupsAsked()).hasSize(1);
    assertThat(alone(mail)).containsExactly(Action.TRIGGER);
    assertThat(mail.taken().getFirst().reason()).contains("'team'").contains("HTTP 404");
  }

  @Test
  void oneThatStandsInIsMarkedInTheDigestAndToldTheEnd() {
    Simulation both =
        new Simulation(
            clock,
            new Policy(
                new Routing(
                    List.of(
                        new Routing.Route(
                            AlertMatch.of(Map.of()), List.of("mail"), List.of("team"))),
                    Map.of()),
                Calm.none(),
                new Digests(Map.of("team", Duration.ofHours(1)), Map.of()),
                Groups.none()),
            List.of(team, mail));
    mail.answers(notification -> new Outcome.Permanent("SMTP 550"));
    both.publish(info("a").make());
    both.run(Duration.ofHours(1), STEP);
    Group.Entry entry = team.groups().getFirst().entries().getFirst();
    assertThat(entry.note().orElseThrow()).contains("'mail'").contains("SMTP 550");
    assertThat(both.newest("a", "team").status().value()).isEqualTo(DeliveryStatus.FALLBACK);
    both.publish(info("a").resolved(2, clock.instant()).make());
    both.run(Duration.ofHours(1), STEP);
    assertThat(told(team.groups().getLast())).containsExactly("a RESOLVE");
  }

  @Test
  void theDigestSaysWhenItIsAndHowOften() {
    notifier.publish(info("a").make());
    minutes(60);
    Group group = team.groups().getFirst();
    assertThat(group.occasion()).isEqualTo(new Occasion.Digest(Duration.ofHours(1)));
    assertThat(group.at())
        .isBetween(Instant.parse("2026-01-02T01:00:00Z"), Instant.parse("2026-01-02T01:00:10Z"));
    Alert alert = group.entries().getFirst().notification().alert();
    assertThat(alert.alertId()).isEqualTo("a");
  }
}
