package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertMatch;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import io.mailbuoy.notifier.decision.Calm;
import io.mailbuoy.notifier.decision.Digests;
import io.mailbuoy.notifier.decision.Groups;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.decision.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever revisions come, whatever fails and whenever the process dies: every alert is told, its
/// end is told, never before its beginning, and each once, apart from the one message that each
/// death may repeat. Half of the seeds have a channel that takes few messages, or waits for more to
/// tell. The seed is the test's name.
final class ReconciliationPropertyTest {
  private static final int ALERTS = 5;
  private static final int STEPS = 150;

  private final ScriptedChannel team = new ScriptedChannel("team", ChannelKind.TEAMS);
  private final ScriptedChannel oncall = new ScriptedChannel("oncall", ChannelKind.PAGERDUTY);
  private final MovableClock clock = new MovableClock(ONSET);
  private Simulation notifier = notifier(Groups.none());
  private final Map<String, Alert> newest = new HashMap<>();
  private int deaths;

  private Simulation notifier(Groups groups) {
    return new Simulation(
        clock,
        new Policy(
            new Routing(
                List.of(
                    new Routing.Route(
                        AlertMatch.of(Map.of()), List.of("team", "oncall"), List.of())),
                Map.of()),
            Calm.none(),
            Digests.none(),
            groups),
        List.of(team, oncall));
  }

  /// So that groups come about in all their ways.
  private void choose(long seed) {
    if (seed % 4 == 1) {
      team.takes(
          new Pace.Limit(1, Duration.ofSeconds(10)), new Pace.Limit(20, Duration.ofHours(1)));
    } else if (seed % 4 == 3) {
      Groups.Wait wait = new Groups.Wait(Duration.ofSeconds(90), List.of());
      notifier = notifier(new Groups(Map.of("team", wait)));
    }
  }

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= 300; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingIsLostAndNothingIsOutOfOrder(long seed) {
    choose(seed);
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      randomStep(random);
    }
    for (int i = 0; i < ALERTS; i++) {
      end("alert-" + i);
    }
    team.answers(notification -> new Outcome.Delivered("ok"));
    oncall.answers(notification -> new Outcome.Delivered("ok"));
    notifier.run(Duration.ofHours(1));
    assertEverythingTold(team);
    assertEverythingTold(oncall);
  }

  private void randomStep(Random random) {
    String id = "alert-" + random.nextInt(ALERTS);
    switch (random.nextInt(8)) {
      case 0 -> revise(id, random);
      case 1 -> clock.move(Duration.ofMillis(random.nextInt(120_000)));
      case 2 -> weather(team, random);
      case 3 -> weather(oncall, random);
      case 4 -> {
        if (random.nextInt(4) == 0) {
          die(random);
        }
      }
      default -> notifier.turn();
    }
  }

  private static void weather(ScriptedChannel channel, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> channel.answers(notification -> new Outcome.Retry("down"));
      case 1 ->
          channel.answers(
              notification -> new Outcome.Retry("slow down", Optional.of(Duration.ofSeconds(20))));
      default -> channel.answers(notification -> new Outcome.Delivered("ok"));
    }
  }

  private void die(Random random) {
    notifier.dieBeforeTheNextReceipt();
    notifier.turn(random.nextBoolean() ? team : oncall);
    deaths++;
    notifier.restart();
  }

  private void revise(String id, Random random) {
    Alert before = newest.get(id);
    if (before == null) {
      publish(alert().id(id).at(clock.instant()).make());
    } else if (before.state().is(AlertState.OPEN)) {
      int revision = before.revision() + 1;
      switch (random.nextInt(5)) {
        case 0 -> end(id);
        case 1 ->
            publish(
                alert()
                    .id(id)
                    .revision(revision, Transition.RECLASSIFIED)
                    .verdict(FaultDomain.NETWORK, Cause.NETWORK_PATH)
                    .at(clock.instant())
                    .make());
        case 2 ->
            publish(
                alert()
                    .id(id)
                    .revision(revision, Transition.CONFIRMED)
                    .confirmedBy("EX1", ONSET)
                    .at(clock.instant())
                    .make());
        default ->
            publish(
                alert().id(id).revision(revision, Transition.UPDATED).at(clock.instant()).make());
      }
    }
  }

  private void end(String id) {
    Alert before = newest.get(id);
    if (before == null || before.state().is(AlertState.OPEN)) {
      Instant now = clock.instant();
      int revision = before == null ? 1 : before.revision() + 1;
      publish(alert().id(id).resolved(revision, now).make());
    }
  }

  private void publish(Alert alert) {
    newest.put(alert.alertId(), alert);
    notifier.publish(alert);
  }

  private void assertEverythingTold(ScriptedChannel channel) {
    for (int i = 0; i < ALERTS; i++) {
      String id = "alert-" + i;
      List<Action> told =
          channel.said().stream()
              .filter(notification -> notification.alert().alertId().equals(id))
              .map(Notification::action)
              .toList();
      assertThat(notifier.newest(id, channel.name()).told())
          .as("%s knows of %s", channel.name(), id)
          .satisfies(knows -> assertThat(knows.resolved()).isTrue());
      assertOneStory(channel.name() + " " + id, told);
    }
    assertThat(repeated(channel))
        .as("messages that %s was shown twice, of %d deaths", channel.name(), deaths)
        .isLessThanOrEqualTo(deaths + takenApart(channel));
  }

  /// Messages that say something which another has said before, of the same state of knowledge.
  private static long repeated(ScriptedChannel channel) {
    Set<String> said = new HashSet<>();
    return channel.messages().stream()
        .filter(message ->
            message.stream()
                    .filter(each ->
                        !said.add(
                            each.alert().alertId()
                                + each.action()
                                + each.told().map(Delivery.Told::at)))
                    .count()
                > 0)
        .count();
  }

  /// What a death would have repeated in one message is told in more where that one fails.
  private static int takenApart(ScriptedChannel channel) {
    return channel.groupsAsked().size() - channel.groups().size();
  }

  /// An episode, or a trigger, updates and a resolve.
  private static void assertOneStory(String what, List<Action> told) {
    assertThat(told).as(what).isNotEmpty();
    assertThat(told.getLast()).as(what).isIn(Action.RESOLVE, Action.EPISODE);
    if (told.contains(Action.RESOLVE)) {
      assertThat(told.getFirst()).as(what).isEqualTo(Action.TRIGGER);
      int firstEnd = told.indexOf(Action.RESOLVE);
      assertThat(told.subList(firstEnd, told.size())).as(what).containsOnly(Action.RESOLVE);
    } else {
      assertThat(told.subList(told.indexOf(Action.EPISODE), told.size()))
          .as(what)
          .containsOnly(Action.EPISODE);
    }
  }
}
