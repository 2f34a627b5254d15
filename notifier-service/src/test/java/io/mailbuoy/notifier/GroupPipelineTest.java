package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.AlertMatch;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import io.mailbuoy.notifier.decision.Calm;
import io.mailbuoy.notifier.decision.Digests;
import io.mailbuoy.notifier.decision.Groups;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.decision.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What waits for a channel is told in one message, with scripted channels and in simulated time.
final class GroupPipelineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MovableClock clock = new MovableClock(ONSET.plusSeconds(300));
  private final ScriptedChannel team = new ScriptedChannel("team", ChannelKind.TEAMS);
  private final ScriptedChannel oncall = new ScriptedChannel("oncall", ChannelKind.PAGERDUTY);
  private final ScriptedChannel mail = new ScriptedChannel("mail", ChannelKind.EMAIL);
  private Simulation notifier = notifier(Groups.none());

  private Simulation notifier(Groups groups) {
    return new Simulation(
        clock,
        new Policy(
            new Routing(
                List.of(
                    new Routing.Route(
                        AlertMatch.of(Map.of()), List.of("team", "oncall"), List.of("mail"))),
                Map.of()),
            Calm.none(),
            Digests.none(),
            groups),
        List.of(team, oncall, mail));
  }

  /// What was waiting at the start has been told.
  @BeforeEach
  void begin() {
    warmUp();
  }

  private void warmUp() {
    notifier.publish(alert().id("first").at(clock.instant()).make());
    seconds(5);
    notifier.publish(alert().id("first").resolved(2, clock.instant()).make());
    seconds(5);
    team.messages().clear();
    team.groups().clear();
    team.groupsAsked().clear();
    oncall.messages().clear();
  }

  private AlertFixture warning(String id) {
    return alert().id(id).severity(Severity.WARNING).at(clock.instant());
  }

  private void seconds(int count) {
    notifier.run(SECOND.multipliedBy(count));
  }

  private void waitingFor(Duration time, String... by) {
    notifier = notifier(new Groups(Map.of("team", new Groups.Wait(time, List.of(by)))));
    warmUp();
    seconds(60);
    team.messages().clear();
    team.groups().clear();
  }

  private static List<String> words(List<Notification> message) {
    return message.stream().map(each -> each.alert().alertId() + " " + each.action()).toList();
  }

  private List<List<String>> told() {
    return team.messages().stream().map(GroupPipelineTest::words).toList();
  }

  private DeliveryStatus status(String id, String channel) {
    return notifier.newest(id, channel).status().value();
  }

  @Test
  void whatTheLimitsHoldBackIsOneMessageWithTheWorstFirst() {
    team.takes(new Pace.Limit(1, Duration.ofSeconds(20)));
    notifier.publish(warning("a").make());
    notifier.publish(warning("b").make());
    notifier.publish(warning("c").make());
    seconds(1);
    notifier.publish(alert().id("worst").at(clock.instant()).make());
    notifier.publish(warning("c").resolved(2, clock.instant()).make());
    seconds(18);
    assertThat(told()).containsExactly(List.of("a TRIGGER"));
    seconds(3);
    assertThat(told())
        .containsExactly(List.of("a TRIGGER"), List.of("worst TRIGGER", "b TRIGGER", "c EPISODE"));
    Group group = team.groups().getFirst();
    assertThat(group.occasion()).isInstanceOf(Occasion.Limited.class);
    assertThat(notifier.newest("b", "team").detail()).isEqualTo("in a group of 3 alerts; ok");
    assertThat(List.of("worst", "b", "c"))
        .allSatisfy(id -> assertThat(status(id, "team")).isEqualTo(DeliveryStatus.DELIVERED));
    assertThat(oncall.messages()).allSatisfy(message -> assertThat(message).hasSize(1));
    notifier.publish(warning("d").make());
    seconds(60);
    assertThat(told().getLast()).containsExactly("d TRIGGER");
  }

  @Test
  void theEndOfWhatAGroupToldIsToldByItselfAtOnce() {
    team.takes(new Pace.Limit(1, Duration.ofSeconds(5)));
    notifier.publish(warning("a").make());
    notifier.publish(warning("b").make());
    notifier.publish(warning("c").make());
    seconds(20);
    notifier.publish(warning("c").resolved(2, clock.instant()).make());
    seconds(1);
    assertThat(told().getLast()).containsExactly("c RESOLVE");
  }

  @Test
  void whatOneMessageCannotNameIsToldInTheNext() {
    team.names(3);
    team.takes(new Pace.Limit(1, Duration.ofSeconds(10)));
    for (int i = 0; i < 8; i++) {
      notifier.publish(warning("w" + i).make());
    }
    seconds(60);
    assertThat(team.messages()).extracting(List::size).containsExactly(1, 3, 3, 1);
    assertThat(told().stream().flatMap(List::stream).distinct()).hasSize(8);
  }

  @Test
  void aLimitThatBitesForLongHandsOverToTheFallbackAtOnce() {
    team.takes(new Pace.Limit(1, Duration.ofMinutes(1)));
    notifier.publish(warning("a").make());
    notifier.publish(alert().id("worst").at(clock.instant()).make());
    seconds(2);
    assertThat(mail.messages()).hasSize(1);
    Notification stoodIn = mail.messages().getFirst().getFirst();
    assertThat(stoodIn.alert().alertId()).isEqualTo("worst");
    assertThat(stoodIn.reason())
        .isEqualTo("told here because channel 'team' must not be told more messages for now");
    seconds(120);
    assertThat(told()).containsExactly(List.of("a TRIGGER"), List.of("worst TRIGGER"));
    notifier.publish(alert().id("later").at(clock.instant()).make());
    seconds(5);
    assertThat(mail.messages()).hasSize(1);
  }

  @Test
  void aReceiverThatAsksForALongPauseHandsOverToTheFallbackAtOnce() {
    team.answers(
        notification -> new Outcome.Retry("HTTP 429", Optional.of(Duration.ofMinutes(30))));
    notifier.publish(alert().id("worst").at(clock.instant()).make());
    seconds(2);
    assertThat(words(mail.messages().getFirst())).containsExactly("worst TRIGGER");
    assertThat(mail.messages().getFirst().getFirst().reason()).contains("HTTP 429");
  }

  @Test
  void aShortLimitTroublesNobodyElse() {
    team.takes(new Pace.Limit(1, Duration.ofSeconds(20)));
    notifier.publish(warning("a").make());
    notifier.publish(warning("b").make());
    seconds(60);
    assertThat(mail.messages()).isEmpty();
  }

  @Test
  void aChannelThatIsBackCatchesUpWithOneMessageThatSaysWhenItWasAway() {
    team.answers(notification -> new Outcome.Retry("HTTP 503"));
    Instant away = clock.instant();
    notifier.publish(warning("a").make());
    notifier.publish(warning("b").make());
    notifier.publish(warning("short").make());
    seconds(1);
    notifier.publish(warning("short").resolved(2, clock.instant()).make());
    seconds(600);
    team.answers(notification -> new Outcome.Delivered("ok"));
    notifier.publish(alert().id("worst").at(clock.instant()).make());
    Instant back = clock.instant();
    seconds(1);
    assertThat(told())
        .containsExactly(
            List.of("worst TRIGGER"), List.of("a TRIGGER", "b TRIGGER", "short EPISODE"));
    assertThat(team.groups().getFirst().occasion()).isEqualTo(new Occasion.Away(away, back));
    seconds(600);
    assertThat(team.messages()).hasSize(2);
  }

  @Test
  void oneThatTheReceiverCannotTakeHoldsUpNoOther() {
    team.takes(new Pace.Limit(1, Duration.ofSeconds(5)));
    team.answers(notification ->
        notification.alert().alertId().equals("poison")
            ? new Outcome.Permanent("HTTP 400")
            : new Outcome.Delivered("ok"));
    notifier.publish(warning("a").make());
    for (String id : List.of("b", "poison", "c", "d")) {
      notifier.publish(warning(id).make());
    }
    seconds(120);
    assertThat(status("poison", "team")).isEqualTo(DeliveryStatus.FAILED);
    assertThat(told().stream().flatMap(List::stream))
        .containsExactlyInAnyOrder("a TRIGGER", "b TRIGGER", "c TRIGGER", "d TRIGGER");
    assertThat(mail.said()).extracting(each -> each.alert().alertId()).containsExactly("poison");
  }

  @Test
  void oneThatFailsAgainAndAgainHoldsUpNoOther() {
    team.takes(new Pace.Limit(1, Duration.ofSeconds(5)));
    team.answers(notification ->
        notification.alert().alertId().equals("poison")
            ? new Outcome.Retry("HTTP 500")
            : new Outcome.Delivered("ok"));
    for (String id : List.of("a", "poison", "b", "c", "d")) {
      notifier.publish(warning(id).make());
    }
    seconds(300);
    assertThat(told().stream().flatMap(List::stream))
        .containsExactlyInAnyOrder("a TRIGGER", "b TRIGGER", "c TRIGGER", "d TRIGGER");
    assertThat(status("poison", "team")).isEqualTo(DeliveryStatus.RETRYING);
  }

  @Test
  void whatWaitedWhileTheNotifierWasDownIsOneMessage() {
    notifier.publish(warning("a").make());
    notifier.publish(warning("b").make());
    notifier.publish(warning("b").resolved(2, clock.instant()).make());
    notifier.restart();
    seconds(5);
    assertThat(told()).containsExactly(List.of("a TRIGGER", "b EPISODE"));
    assertThat(team.groups().getFirst().occasion()).isInstanceOf(Occasion.Started.class);
    notifier.publish(warning("c").make());
    notifier.publish(warning("d").make());
    seconds(5);
    assertThat(told()).hasSize(3);
  }

  @Test
  void aCrashInTheMiddleOfTheReceiptsRepeatsOneMessage() {
    team.takes(new Pace.Limit(1, Duration.ofSeconds(5)));
    for (String id : List.of("a", "b", "c", "d")) {
      notifier.publish(warning(id).make());
    }
    seconds(1);
    clock.move(Duration.ofSeconds(10));
    notifier.dieAfterReceipts(1);
    notifier.turn(team);
    assertThat(told())
        .containsExactly(List.of("a TRIGGER"), List.of("b TRIGGER", "c TRIGGER", "d TRIGGER"));
    notifier.restart();
    seconds(60);
    assertThat(told()).hasSize(3);
    assertThat(told().getLast()).containsExactly("c TRIGGER", "d TRIGGER");
    for (String id : List.of("b", "c", "d")) {
      notifier.publish(warning(id).resolved(2, clock.instant()).make());
    }
    seconds(60);
    assertThat(told().stream().flatMap(List::stream))
        .contains("b RESOLVE", "c RESOLVE", "d RESOLVE");
  }

  @Test
  void aChannelThatWaitsTellsAllThatCameMeanwhile() {
    waitingFor(Duration.ofSeconds(30));
    notifier.publish(detected("a").make());
    seconds(20);
    notifier.publish(detected("b").make());
    notifier.publish(detected("c").make());
    seconds(5);
    notifier.publish(
        detected("c").revision(2, Transition.UPDATED).severity(Severity.CRITICAL).make());
    seconds(4);
    assertThat(told()).isEmpty();
    seconds(2);
    assertThat(told()).containsExactly(List.of("c TRIGGER", "a TRIGGER", "b TRIGGER"));
    assertThat(team.groups().getFirst().occasion())
        .isEqualTo(new Occasion.Waited(Duration.ofSeconds(30)));
    assertThat(team.groups().getFirst().entries().getFirst().notification().alert().revision())
        .isEqualTo(2);
    notifier.publish(detected("a").resolved(2, clock.instant()).make());
    seconds(10);
    notifier.publish(detected("b").resolved(2, clock.instant()).make());
    seconds(25);
    assertThat(told().getLast()).containsExactly("a RESOLVE", "b RESOLVE");
    assertThat(oncall.messages()).allSatisfy(message -> assertThat(message).hasSize(1));
  }

  private AlertFixture detected(String id) {
    return warning(id).detectedAt(clock.instant());
  }

  @Test
  void whatDiffersInAFieldIsAMessageOfItsOwn() {
    waitingFor(Duration.ofSeconds(30), "service");
    notifier.publish(detected("a").service("own-mail").make());
    notifier.publish(detected("b").make());
    notifier.publish(detected("c").service("own-mail").make());
    seconds(32);
    assertThat(told()).containsExactly(List.of("a TRIGGER", "c TRIGGER"), List.of("b TRIGGER"));
  }

  @Test
  void oneAlertAloneIsAMessageOfItsUsualForm() {
    waitingFor(Duration.ofSeconds(30));
    notifier.publish(detected("a").make());
    seconds(32);
    assertThat(told()).containsExactly(List.of("a TRIGGER"));
    assertThat(team.groups()).isEmpty();
    assertThat(team.taken().getLast().action()).isEqualTo(Action.TRIGGER);
  }
}
