package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.standalone.broker.TopicSetup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.GroupState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Replicas of the classifier service take partitions from each other, whose tenants have outages
/// meanwhile: each outage is one alert, with all of its revisions.
@TestMethodOrder(OrderAnnotation.class)
class ClassifierReplicasTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String GROUP = "mailbuoy-classifier";
  private static final List<String> FIRST = tenants(0, 4);
  private static final List<String> SECOND = tenants(4, 8);

  @TempDir static Path folder;
  static EmbeddedBroker broker;
  static Admin admin;
  static Path config;
  static final List<ServiceProcess> replicas = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.start(folder.resolve("data"));
    TopicSetup.on(broker.bootstrapServers());
    admin = Admin.create(Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()));
    config =
        Files.writeString(
            folder.resolve("mailbuoy.yaml"),
            """
            mailbuoy:
              location: test
              classifier: {quiet-for: 3s, blind-after: 20s}
            """);
  }

  @AfterAll
  static void stop() {
    replicas.forEach(ServiceProcess::close);
    admin.close();
    broker.close();
  }

  private static List<String> tenants(int from, int to) {
    return IntStream.range(from, to).mapToObj(each -> "tenant-" + each).toList();
  }

  private static void startReplica() {
    replicas.add(
        ServiceProcess.start("classifier-service", "192m", config, broker.bootstrapServers()));
  }

  @Test
  @Order(1)
  void an_hour_that_is_caught_up_with_shows_the_silence_that_there_was_and_no_other() {
    Instant now = Instant.now();
    Instant begin = now.minus(Duration.ofHours(1));
    try (KafkaProducer<String, byte[]> producer = Line.producer(broker.bootstrapServers());
        ScheduledExecutorService live = Executors.newSingleThreadScheduledExecutor()) {
      for (int minute = 0; minute < 60; minute++) {
        publish(producer, minute, begin.plus(Duration.ofMinutes(minute)));
      }
      // Those that have not gone silent go on until all has been looked at: everybody reads slowly
      // on a busy machine, and silence would be told meanwhile.
      var _ =
          live.scheduleAtFixedRate(
              () -> publish(producer, 60, Instant.now()), 0, 1, TimeUnit.SECONDS);
      startReplica();
      await(
          "the silence that goes on is told",
          () -> {
            assertThat(transitions("partly-gone")).containsExactly("opened");
          });
      assertThat(transitions("interrupted"))
          .as(
              "alerts %s of a classifier that printed %s",
              alerts("interrupted"), replicas.getFirst().output())
          .containsExactly("opened", "resolved");
      assertThat(alerts("partly-gone").getFirst().impact().locations()).containsExactly("loc-0");
      assertThat(alerts("steady")).isEmpty();
      assertThat(Stream.of("interrupted", "partly-gone").flatMap(tenant -> alerts(tenant).stream()))
          .allSatisfy(
              alert -> assertThat(alert.verdict().cause().text()).isEqualTo("monitoring-blind"));
      live.shutdownNow();
    }
  }

  /// What the mailboxes of all three tenants say in one minute of the hour, and of what comes
  /// after.
  private static void publish(KafkaProducer<String, byte[]> producer, int minute, Instant at) {
    // Mailboxes of two locations lie on different partitions, and none is read in order.
    for (int mailbox = 0; mailbox < 4; mailbox++) {
      publish(producer, "steady", mailbox, "loc-" + mailbox, at);
      if (minute < 20 || minute > 35) {
        publish(producer, "interrupted", mailbox, "fra1", at);
      }
      if (minute < 30 || mailbox > 0) {
        publish(producer, "partly-gone", mailbox, "loc-" + mailbox, at);
      }
    }
  }

  private static void publish(
      KafkaProducer<String, byte[]> producer,
      String tenant,
      int mailbox,
      String location,
      Instant at) {
    Mailboxes.publish(
        producer,
        Mailboxes.result(tenant, tenant + "-" + mailbox, location, at.plusSeconds(mailbox), false));
  }

  @Test
  @Order(2)
  void partitions_that_move_lose_no_outage_and_repeat_none() {
    List<String> all = Stream.concat(FIRST.stream(), SECOND.stream()).toList();
    try (Mailboxes mailboxes = new Mailboxes(all, broker.bootstrapServers())) {
      startReplica();
      awaitShared(2);

      mailboxes.breakDown(FIRST);
      startReplica();
      awaitAlerts(FIRST, 1, AlertState.OPEN);
      awaitShared(3);
      mailboxes.mend(FIRST);
      mailboxes.breakDown(SECOND);
      awaitAlerts(SECOND, 1, AlertState.OPEN);
      replicas.removeFirst().kill();
      awaitAlerts(FIRST, 1, AlertState.RESOLVED);
      mailboxes.mend(SECOND);
      awaitShared(2);

      mailboxes.breakDown(FIRST);
      replicas.removeFirst().stop();
      awaitAlerts(FIRST, 2, AlertState.OPEN);
      awaitAlerts(SECOND, 1, AlertState.RESOLVED);
      awaitShared(1);
      mailboxes.mend(FIRST);
      awaitAlerts(FIRST, 2, AlertState.RESOLVED);
    }
    FIRST.forEach(tenant -> assertWhole(tenant, 2));
    SECOND.forEach(tenant -> assertWhole(tenant, 1));
  }

  /// Each outage of a tenant is one alert, whose revisions are all there, and of which no revision
  /// says two things.
  private static void assertWhole(String tenant, int outages) {
    Map<String, List<ConsumerRecord<String, byte[]>>> byAlert =
        records(tenant).stream()
            .collect(Collectors.groupingBy(ConsumerRecord::key, TreeMap::new, Collectors.toList()));
    assertThat(byAlert).as("alerts of %s", tenant).hasSize(outages);
    byAlert.forEach((id, records) -> {
      Map<Integer, String> revisions = new TreeMap<>();
      for (ConsumerRecord<String, byte[]> record : records) {
        String text = new String(record.value(), StandardCharsets.UTF_8);
        String before = revisions.putIfAbsent(alert(record).revision(), text);
        assertThat(before == null ? text : before)
            .as("revision %s of alert %s", alert(record).revision(), id)
            .isEqualTo(text);
      }
      assertThat(revisions.keySet())
          .as("revisions of alert %s of %s", id, tenant)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, revisions.size()).boxed().toList());
      assertThat(alert(records.getLast()).state().is(AlertState.RESOLVED)).isTrue();
    });
  }

  private static Alert alert(ConsumerRecord<String, byte[]> record) {
    return Topics.ALERTS.codec().read(record.value());
  }

  private static List<ConsumerRecord<String, byte[]>> records(String tenant) {
    return Line.readAll(broker.bootstrapServers(), List.of(Topics.ALERTS.name())).stream()
        .filter(record -> tenant.equals(alert(record).tenant()))
        .toList();
  }

  private static List<Alert> alerts(String tenant) {
    return records(tenant).stream().map(ClassifierReplicasTest::alert).toList();
  }

  private static List<String> transitions(String tenant) {
    return alerts(tenant).stream().map(alert -> alert.transition().text()).toList();
  }

  /// The last word on so many alerts of each tenant is this.
  private static void awaitAlerts(List<String> tenants, int number, AlertState state) {
    await(
        number + " alerts of each of " + tenants + " are " + state.text(),
        () -> {
          for (String tenant : tenants) {
            Map<String, Alert> last = new TreeMap<>();
            alerts(tenant).forEach(alert -> last.put(alert.alertId(), alert));
            assertThat(last).as(tenant).hasSize(number);
            assertThat(
                    last.values().stream()
                        .filter(alert -> alert.state().is(AlertState.OPEN))
                        .count())
                .as("open alerts of %s", tenant)
                .isEqualTo(state == AlertState.OPEN ? 1 : 0);
          }
        });
  }

  /// So many replicas have the partitions, each some.
  private static void awaitShared(int number) {
    await(
        number + " replicas share the partitions",
        () -> {
          ConsumerGroupDescription group = group();
          assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
          assertThat(group.members())
              .hasSize(number)
              .extracting(MemberDescription::assignment)
              .allSatisfy(owned -> assertThat(owned.topicPartitions()).isNotEmpty());
        });
  }

  private static ConsumerGroupDescription group() {
    try {
      return admin.describeConsumerGroups(List.of(GROUP)).all().get().values().iterator().next();
    } catch (ExecutionException e) {
      throw new AssertionError("the group is not there yet", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void await(String what, org.awaitility.core.ThrowingRunnable condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(condition);
  }
}
