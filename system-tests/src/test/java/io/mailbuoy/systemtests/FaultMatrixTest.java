package io.mailbuoy.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.systemtests.Told.What;
import io.mailbuoy.testbed.ProxyFault;
import io.mailbuoy.testbed.ReceiverFault;
import io.mailbuoy.testbed.SmtpFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One channel fails in every way in which receivers and networks do, and the topic brings what no
/// notifier should be brought: nothing is lost, nothing is out of order, nothing is told twice, and
/// the other channels are not held up. Each row prints what it came to.
///
/// That the process is killed is [NotifierKillTest].
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultMatrixTest {
  private static final int ALERTS = 3;
  private static final Duration HELD_UP = Duration.ofSeconds(1);

  private FaultRig rig;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    rig = FaultRig.start(folder.toRealPath());
  }

  @AfterAll
  void close() {
    rig.close();
  }

  /// One channel fails, and works again.
  ///
  /// @param name of the fault
  /// @param channel that fails
  /// @param lasts for how long
  record Row(
      String name,
      String channel,
      Duration lasts,
      Consumer<FaultRig> inflict,
      Consumer<FaultRig> mend) {
    String service() {
      return channel.equals("team") ? "with-teams" : "with-mail";
    }

    /// For the ids of its alerts.
    String slug() {
      return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    @Override
    public String toString() {
      return name + " at " + channel;
    }
  }

  static Stream<Row> faults() {
    Duration moment = Duration.ofMillis(1_200);
    return Stream.of(
        new Row("name not found", "bus", moment, FaultRig::loseBus, FaultRig::findBus),
        onTeams("429, Retry-After 2", moment, new ReceiverFault.TooManyRequests(2)),
        onTeams("connection reset", moment, new ReceiverFault.Reset()),
        new Row(
            "500 for long",
            "oncall",
            Duration.ofSeconds(6),
            rig -> rig.pagerDuty.faults().set(new ReceiverFault.Status(500, "")),
            rig -> rig.pagerDuty.faults().clear()),
        onBus("no answer", Duration.ofMillis(2_500), new ReceiverFault.Hang()),
        onBus("answer that breaks off", moment, new ReceiverFault.CutOff(500, "oops")),
        new Row(
            "connection refused", "bus", moment, rig -> rig.bus.stop(), rig -> rig.bus.resume()),
        new Row(
            "TLS that breaks off",
            "mail",
            moment,
            rig -> {
              rig.mailWire.set(new ProxyFault.Truncate(20));
              rig.cutMail();
            },
            rig -> rig.mailWire.set(new ProxyFault.None())),
        new Row(
            "451 later",
            "mail",
            moment,
            rig -> rig.mail.faults().set(new SmtpFault.Reject(451, "4.7.0 later")),
            rig -> rig.mail.faults().clear()));
  }

  private static Row onTeams(String name, Duration lasts, ReceiverFault fault) {
    return new Row(
        name,
        "team",
        lasts,
        rig -> rig.teams.faults().set(fault),
        rig -> rig.teams.faults().clear());
  }

  private static Row onBus(String name, Duration lasts, ReceiverFault fault) {
    return new Row(
        name, "bus", lasts, rig -> rig.bus.faults().set(fault), rig -> rig.bus.faults().clear());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void a_channel_that_fails_misses_nothing_and_holds_up_nobody(Row row) {
    List<String> alerts = ids(row.slug());
    List<String> others =
        rig.channels(row.service()).stream().filter(each -> !each.equals(row.channel())).toList();
    Instant began = Instant.now();
    row.inflict().accept(rig);
    alerts.forEach(alert -> rig.begin(alert, row.service()));
    rig.await("the other channels know", () -> all(others, alerts, FaultMatrixTest::hasBegun));
    rig.alerts.end(alerts.getFirst(), row.service());
    waitUntil(began.plus(row.lasts()));
    assertThat(alerts).allSatisfy(alert -> assertThat(rig.story(row.channel(), alert)).isEmpty());
    row.mend().accept(rig);
    rig.await(
        "the channel knows", () -> all(List.of(row.channel()), alerts, FaultMatrixTest::hasBegun));
    alerts.stream().skip(1).forEach(alert -> rig.alerts.end(alert, row.service()));
    rig.await(
        "all know the end",
        () -> all(rig.channels(row.service()), alerts, FaultMatrixTest::isWhole));
    Account account = Account.of(rig, rig.channels(row.service()), alerts);
    Duration heldUp = heldUp(others, alerts);
    account.print(row.toString(), heldUp.toMillis() + " ms");
    account.assertGood();
    assertThat(heldUp).as("others are held up").isLessThan(HELD_UP);
  }

  /// A channel refuses for good.
  static Stream<Row> refusals() {
    return Stream.of(
        onTeams("413", Duration.ZERO, new ReceiverFault.Status(413, "too large")),
        new Row(
            "400",
            "oncall",
            Duration.ZERO,
            rig -> rig.pagerDuty.faults().set(new ReceiverFault.Status(400, "no such key")),
            rig -> rig.pagerDuty.faults().clear()),
        onBus("401", Duration.ZERO, new ReceiverFault.Status(401, "who are you?")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void what_is_refused_for_good_is_told_by_the_fallback(Row row) {
    List<String> alerts = ids("refused-" + row.slug());
    List<String> told =
        Stream.concat(rig.channels(row.service()).stream(), Stream.of("stand-in"))
            .filter(each -> !each.equals(row.channel()))
            .toList();
    row.inflict().accept(rig);
    alerts.forEach(alert -> rig.begin(alert, row.service()));
    rig.await("the fallback knows", () -> all(told, alerts, FaultMatrixTest::hasBegun));
    alerts.forEach(alert -> rig.alerts.end(alert, row.service()));
    rig.await("the fallback knows the end", () -> all(told, alerts, FaultMatrixTest::isWhole));
    row.mend().accept(rig);
    Account account = Account.of(rig, told, alerts);
    Duration heldUp = heldUp(told, alerts);
    account.print(row.toString(), heldUp.toMillis() + " ms");
    account.assertGood();
    assertThat(heldUp).as("others are held up").isLessThan(HELD_UP);
  }

  @Test
  void records_that_come_more_than_once_are_told_once() {
    List<String> alerts = ids("repeated");
    IntStream.range(0, 3).forEach(_ -> alerts.forEach(alert -> rig.begin(alert, "with-mail")));
    rig.await("all know", () -> all(alerts, FaultMatrixTest::hasBegun));
    IntStream.range(0, 3).forEach(_ -> alerts.forEach(alert -> rig.alerts.end(alert, "with-mail")));
    alerts.forEach(alert -> rig.begin(alert, "with-mail"));
    assertAllTold("records that repeat", alerts);
  }

  @Test
  void an_end_that_comes_before_its_beginning_is_one_story() {
    List<String> alerts = ids("swapped");
    alerts.forEach(alert -> {
      rig.alerts.end(alert, "with-mail");
      rig.begin(alert, "with-mail");
    });
    assertAllTold("records out of order", alerts);
  }

  @Test
  void what_is_no_alert_is_set_aside_and_holds_up_nothing() {
    long before = rig.setAside();
    List<String> poison =
        List.of("", "{", "[]", "{\"alertId\":\"poison\"}", "\u0000\u0001", "x".repeat(100_000));
    List<String> alerts = ids("beside-poison");
    poison.forEach(text -> rig.alerts.write("poison", text.getBytes(UTF_8)));
    alerts.forEach(alert -> rig.begin(alert, "with-mail"));
    poison.forEach(text -> rig.alerts.write(alerts.getFirst(), text.getBytes(UTF_8)));
    rig.await("all know", () -> all(alerts, FaultMatrixTest::hasBegun));
    alerts.forEach(alert -> rig.alerts.end(alert, "with-mail"));
    assertAllTold("poison", alerts);
    rig.await("set aside", () -> rig.setAside() == before + 2L * poison.size());
  }

  @Test
  void a_broker_that_restarts_loses_and_repeats_nothing() {
    List<String> alerts = ids("restart");
    rig.bus.faults().set(new ReceiverFault.Status(503, ""));
    alerts.forEach(alert -> rig.begin(alert, "with-mail"));
    rig.await("one knows", () -> all(List.of("oncall"), alerts, FaultMatrixTest::hasBegun));
    rig.restartBroker();
    rig.bus.faults().clear();
    alerts.forEach(alert -> rig.alerts.end(alert, "with-mail"));
    assertAllTold("broker restarts", alerts);
  }

  private void assertAllTold(String name, List<String> alerts) {
    rig.await("all know the end", () -> all(alerts, FaultMatrixTest::isWhole));
    Account account = Account.of(rig, rig.channels("with-mail"), alerts);
    account.print(name, "-");
    account.assertGood();
  }

  private static List<String> ids(String name) {
    return IntStream.rangeClosed(1, ALERTS).mapToObj(i -> name + "-" + i + "-").toList();
  }

  /// Real time passes in which the fault lasts.
  private static void waitUntil(Instant end) {
    while (Instant.now().isBefore(end)) {
      LockSupport.parkNanos(Duration.between(Instant.now(), end).toNanos());
    }
  }

  /// What is asked of a story.
  private interface Question {
    boolean of(List<What> story);
  }

  private static boolean hasBegun(List<What> story) {
    return !story.isEmpty();
  }

  private static boolean isWhole(List<What> story) {
    return story.contains(What.BOTH) || (story.contains(What.BEGIN) && story.contains(What.END));
  }

  private boolean all(List<String> alerts, Question question) {
    return all(rig.channels("with-mail"), alerts, question);
  }

  private boolean all(List<String> channels, List<String> alerts, Question question) {
    return channels.stream()
        .allMatch(
            channel -> alerts.stream().allMatch(alert -> question.of(rig.story(channel, alert))));
  }

  /// The longest that an alert took to anybody.
  private Duration heldUp(List<String> channels, List<String> alerts) {
    return channels.stream()
        .flatMap(channel -> alerts.stream().map(alert -> rig.delay(channel, alert)))
        .max(Duration::compareTo)
        .orElseThrow();
  }

  /// What a row came to.
  private record Account(
      int stories, List<String> lost, List<String> disorder, List<String> twice) {
    static Account of(FaultRig rig, List<String> channels, List<String> alerts) {
      List<String> lost = new ArrayList<>();
      List<String> disorder = new ArrayList<>();
      List<String> twice = new ArrayList<>();
      for (String channel : channels) {
        for (String alert : alerts) {
          List<What> story = rig.story(channel, alert);
          String words = channel + " of " + alert + ": " + story;
          if (!isWhole(story)) {
            lost.add(words);
          }
          if (!story.equals(story.stream().sorted().toList())) {
            disorder.add(words);
          }
          if (story.size() != story.stream().distinct().count()
              || (story.contains(What.BOTH) && story.size() > 1)) {
            twice.add(words);
          }
        }
      }
      return new Account(channels.size() * alerts.size(), lost, disorder, twice);
    }

    void print(String name, String heldUp) {
      System.out.printf(
          "%-34s %2d stories, lost %d, out of order %d, told twice %d; others within %s%n",
          name, stories, lost.size(), disorder.size(), twice.size(), heldUp);
    }

    void assertGood() {
      assertThat(lost).as("lost").isEmpty();
      assertThat(disorder).as("out of order").isEmpty();
      assertThat(twice).as("told twice").isEmpty();
    }
  }
}
