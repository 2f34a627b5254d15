package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.CommandKind;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is silenced, quiet, escalated, reminded, acknowledged, fails or dies: who was told of
/// an alert is told its end, nobody is disturbed who asked not to be, and without a silence nobody
/// whom a route names stays untold. The seed is the test's name.
final class QuietPropertyTest {
  private static final int ALERTS = 4;
  private static final int STEPS = 200;

  private final MovableClock clock = new MovableClock(ONSET);
  private final List<ScriptedChannel> channels =
      List.of(
          new ScriptedChannel("team", ChannelKind.TEAMS),
          new ScriptedChannel("oncall", ChannelKind.PAGERDUTY),
          new ScriptedChannel("mail", ChannelKind.EMAIL),
          new ScriptedChannel("sms", ChannelKind.EMAIL),
          new ScriptedChannel("boss", ChannelKind.PAGERDUTY));
  private final Simulation notifier = new Simulation(clock, policy(), channels);
  private final Map<String, Alert> newest = new HashMap<>();
  private final List<AlertCommand> silences = new ArrayList<>();

  private static Policy policy() {
    ConfigFile file =
        ConfigFile.parse(
            "mailbuoy.yaml",
            """
            mailbuoy:
              channels:
                team: {type: teams, url: "https://example.org/t", depends-on: exchange-online,
                       quiet: [{from: "00:20", to: "00:40"}, {from: "01:05", to: "01:15"}]}
                oncall: {type: pagerduty, routing-key: k}
                mail: {type: email, smtp: "smtp://r:25", from: a@b.c, to: [d@e.f], depends-on: exchange-online}
                sms: {type: email, smtp: "smtp://r:25", from: a@b.c, to: [d@e.f]}
                boss: {type: pagerduty, routing-key: k}
              routes:
                - channels: [oncall]
                  continue: true
                  remind: 20m
                - channels: [team]
                  fallback: [mail, sms]
                  remind: 30m
                  escalate: [{after: 10m, channels: [boss]}]
            """,
            name -> null);
    assertThat(file.report().faults()).isEmpty();
    return Policy.of(file.typed());
  }

  static List<Long> seeds() {
    return LongStream.rangeClosed(1, 100).boxed().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whoWasToldIsToldTheEndAndWhoAskedForQuietHasIt(long seed) {
    boolean withSilences = seed % 2 == 0;
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      randomStep(random, withSilences);
    }
    newest.keySet().stream().sorted().forEach(this::end);
    channels.forEach(channel -> channel.answers(notification -> new Outcome.Delivered("ok")));
    notifier.run(Duration.ofHours(3), Duration.ofSeconds(10));
    channels.forEach(this::assertEndsAreTold);
    channels.forEach(this::assertSilence);
    channels.getFirst().said().forEach(QuietPropertyTest::assertQuietHours);
    if (!withSilences) {
      assertAllTold("oncall");
      assertAllTold("team");
    }
  }

  private void randomStep(Random random, boolean withSilences) {
    switch (random.nextInt(10)) {
      case 0, 1 -> revise("alert-" + random.nextInt(ALERTS), random);
      case 2 -> clock.move(Duration.ofMillis(random.nextInt(400_000)));
      case 3 -> weather(channels.get(random.nextInt(channels.size())), random);
      case 4 -> {
        if (random.nextInt(4) == 0) {
          notifier.dieBeforeTheNextReceipt();
          notifier.turn(channels.get(random.nextInt(channels.size())));
          notifier.restart();
        }
      }
      case 5 -> ask(random, withSilences);
      default -> notifier.turn();
    }
  }

  private static void weather(ScriptedChannel channel, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> channel.answers(notification -> new Outcome.Retry("down"));
      case 1 ->
          channel.answers(
              notification -> new Outcome.Retry("slow down", Optional.of(Duration.ofSeconds(20))));
      default -> channel.answers(notification -> new Outcome.Delivered("ok"));
    }
  }

  private void ask(Random random, boolean withSilences) {
    String id = "alert-" + random.nextInt(ALERTS);
    Instant now = clock.instant();
    if (random.nextBoolean()) {
      notifier.publish(command(CommandKind.ACKNOWLEDGE, id, Map.of(), null, now));
    } else if (withSilences) {
      AlertCommand silence =
          command(
              CommandKind.SILENCE,
              null,
              Map.of("alertId", List.of(id)),
              now.plusSeconds(random.nextInt(1_200)),
              now);
      silences.add(silence);
      notifier.publish(silence);
    }
  }

  private AlertCommand command(
      CommandKind kind,
      @Nullable String alertId,
      Map<String, List<String>> match,
      @Nullable Instant until,
      Instant at) {
    return new AlertCommand(
        "c-" + at + "-" + silences.size(),
        "contoso",
        at,
        Open.of(kind),
        alertId,
        match,
        until,
        "ann",
        null);
  }

  private void revise(String id, Random random) {
    Alert before = newest.get(id);
    if (before == null) {
      publish(alert().id(id).at(clock.instant()).make());
    } else if (before.state().is(AlertState.OPEN)) {
      int revision = before.revision() + 1;
      switch (random.nextInt(4)) {
        case 0 -> end(id);
        case 1 ->
            publish(
                alert()
                    .id(id)
                    .revision(revision, Transition.RECLASSIFIED)
                    .verdict(FaultDomain.CUSTOMER, Cause.THROTTLED)
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
    if (before != null && before.state().is(AlertState.OPEN)) {
      publish(alert().id(id).resolved(before.revision() + 1, clock.instant()).make());
    }
  }

  private void publish(Alert alert) {
    newest.put(alert.alertId(), alert);
    notifier.publish(alert);
  }

  private List<Notification> story(ScriptedChannel channel, String id) {
    return channel.said().stream()
        .filter(notification -> notification.alert().alertId().equals(id))
        .toList();
  }

  private void assertEndsAreTold(ScriptedChannel channel) {
    for (String id : newest.keySet()) {
      List<Action> told = story(channel, id).stream().map(Notification::action).toList();
      if (!told.isEmpty()) {
        assertThat(told.getLast())
            .as("%s, %s: %s", channel.name(), id, told)
            .isIn(Action.RESOLVE, Action.EPISODE);
        List<Action> end =
            told.stream()
                .dropWhile(each -> each != Action.RESOLVE && each != Action.EPISODE)
                .distinct()
                .toList();
        assertThat(end).as("%s, %s: %s", channel.name(), id, told).hasSize(1);
        assertThat(told.getFirst())
            .as("%s, %s: %s", channel.name(), id, told)
            .isIn(Action.TRIGGER, Action.EPISODE);
        assertThat(notifier.newest(id, channel.name()).told())
            .as("%s knows of %s", channel.name(), id)
            .satisfies(knows -> assertThat(knows.resolved()).isTrue());
      }
    }
  }

  /// In a silence there are only ends, and that somebody has taken it. At the moment in which it
  /// begins, the message may have been first.
  private void assertSilence(ScriptedChannel channel) {
    for (AlertCommand silence : silences) {
      String id = silence.match().getOrDefault("alertId", List.of()).getFirst();
      assertThat(story(channel, id))
          .filteredOn(each -> each.at().isAfter(silence.at()) && isBefore(each, silence.until()))
          .extracting(Notification::action)
          .as("%s, %s silent until %s", channel.name(), silence.at(), silence.until())
          .isSubsetOf(Action.RESOLVE, Action.ACKNOWLEDGE);
    }
  }

  private static boolean isBefore(Notification notification, @Nullable Instant until) {
    return until != null && notification.at().isBefore(until);
  }

  private static void assertQuietHours(Notification notification) {
    String time = notification.at().toString().substring(11, 16);
    boolean quiet =
        (time.compareTo("00:20") >= 0 && time.compareTo("00:40") < 0)
            || (time.compareTo("01:05") >= 0 && time.compareTo("01:15") < 0);
    if (quiet) {
      assertThat(notification.action()).as("at %s", time).isEqualTo(Action.RESOLVE);
    }
  }

  private void assertAllTold(String name) {
    ScriptedChannel channel =
        channels.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    newest.forEach(
        (id, alert) -> assertThat(story(channel, id)).as("%s of %s", name, id).isNotEmpty());
  }
}
