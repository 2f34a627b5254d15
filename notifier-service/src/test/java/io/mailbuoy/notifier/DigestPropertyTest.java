package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertMatch;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Calm;
import io.mailbuoy.notifier.decision.Digests;
import io.mailbuoy.notifier.decision.Groups;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.decision.Routing;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever rises, falls, ends, fails or dies: every alert is told, and its end, in a digest or by
/// itself; once it is told by itself it stays so; and no period has two digests but for those that
/// a death repeats. The seed is the test's name.
final class DigestPropertyTest {
  private static final int ALERTS = 6;
  private static final int STEPS = 200;
  private static final Duration PERIOD = Duration.ofMinutes(10);

  private final MovableClock clock = new MovableClock(ONSET);
  private final ScriptedChannel team = new ScriptedChannel("team", ChannelKind.TEAMS);
  private final Simulation notifier =
      new Simulation(
          clock,
          new Policy(
              new Routing(
                  List.of(new Routing.Route(AlertMatch.of(Map.of()), List.of("team"), List.of())),
                  Map.of()),
              Calm.none(),
              new Digests(Map.of("team", PERIOD), Map.of()),
              Groups.none()),
          List.of(team));
  private final Map<String, Alert> newest = new HashMap<>();
  private int deaths;

  static List<Long> seeds() {
    return LongStream.rangeClosed(1, 200).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyAlertAndItsEndAreTold(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      randomStep(random);
    }
    newest.keySet().stream().sorted().forEach(this::end);
    team.answers(notification -> new Outcome.Delivered("ok"));
    notifier.run(Duration.ofHours(1), Duration.ofSeconds(10));
    newest.keySet().forEach(this::assertStory);
    assertOneDigestInAPeriod();
  }

  private void randomStep(Random random) {
    switch (random.nextInt(9)) {
      case 0, 1 -> revise("alert-" + random.nextInt(ALERTS), random);
      case 2 -> clock.move(Duration.ofMillis(random.nextInt(400_000)));
      case 3 ->
          team.answers(
              random.nextBoolean()
                  ? notification -> new Outcome.Retry("down")
                  : notification -> new Outcome.Delivered("ok"));
      case 4 -> {
        if (random.nextInt(4) == 0) {
          notifier.dieBeforeTheNextReceipt();
          notifier.turn(team);
          notifier.restart();
          deaths++;
        }
      }
      default -> notifier.turn();
    }
  }

  private void revise(String id, Random random) {
    Alert before = newest.get(id);
    Severity severity = random.nextInt(3) == 0 ? Severity.WARNING : Severity.INFO;
    if (before == null) {
      publish(alert().id(id).severity(severity).at(clock.instant()).make());
    } else if (random.nextInt(3) == 0) {
      end(id);
    } else if (before.state().is(AlertState.OPEN)) {
      publish(
          alert()
              .id(id)
              .severity(severity)
              .revision(before.revision() + 1, Transition.RECLASSIFIED)
              .at(clock.instant())
              .make());
    }
  }

  private void end(String id) {
    Alert before = newest.get(id);
    if (before != null && before.state().is(AlertState.OPEN)) {
      publish(
          alert()
              .id(id)
              .severity(before.severity().value())
              .resolved(before.revision() + 1, clock.instant())
              .make());
    }
  }

  private void publish(Alert alert) {
    newest.put(alert.alertId(), alert);
    notifier.publish(alert);
  }

  private void assertStory(String id) {
    List<ScriptedChannel.Word> story =
        team.words().stream().filter(word -> word.said().alert().alertId().equals(id)).toList();
    assertThat(story).as(id).isNotEmpty();
    assertThat(story.getLast().said().action())
        .as("%s: %s", id, story)
        .isIn(Action.RESOLVE, Action.EPISODE);
    assertThat(notifier.newest(id, "team").told())
        .as(id)
        .satisfies(told -> assertThat(told.resolved()).isTrue());
    assertThat(story)
        .as(id)
        .allSatisfy(word -> {
          assertThat(word.digest())
              .isEqualTo(
                  word.said().alert().severity().is(Severity.INFO)
                      && word.said().told().map(told -> told.digested()).orElse(true));
        });
  }

  private void assertOneDigestInAPeriod() {
    Map<Instant, Integer> counts = new HashMap<>();
    for (Group group : team.groups()) {
      if (!(group.occasion() instanceof Occasion.Digest)) {
        continue;
      }
      long period = group.at().toEpochMilli() / PERIOD.toMillis();
      counts.merge(Instant.ofEpochMilli(period * PERIOD.toMillis()), 1, Integer::sum);
    }
    int repeated = counts.values().stream().mapToInt(count -> count - 1).sum();
    assertThat(repeated).as("%s, %d deaths", counts, deaths).isLessThanOrEqualTo(deaths);
  }
}
