package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.standalone.broker.TopicSetup;
import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Three replicas of the probe service at one location share the mailboxes of a real Dovecot: each
/// mailbox is asked by one of them, whatever happens to them.
@TestMethodOrder(OrderAnnotation.class)
class ReplicasTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration SESSION = Duration.ofSeconds(3);

  /// The targets' interval is a second, and no replica asks more often.
  private static final Duration TWICE = Duration.ofMillis(500);

  private static final List<String> USERS =
      IntStream.range(0, 12).mapToObj(number -> "user" + number).toList();

  @TempDir static Path folder;
  static TestCertificates certificates;
  static DovecotServer dovecot;
  static EmbeddedBroker broker;
  static Path data;
  static Path config;
  static final List<ProbeReplica> replicas = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    if (System.getenv("MAILBUOY_REQUIRE_DOVECOT") == null) {
      Assumptions.assumeTrue(
          DovecotServer.installed(), "Dovecot is not installed (package dovecot-imapd)");
    }
    Path real = folder.toRealPath();
    certificates = TestCertificates.create();
    dovecot =
        DovecotServer.start(Files.createDirectory(real.resolve("dovecot")), certificates, USERS);
    data = real.resolve("data");
    broker = EmbeddedBroker.start(data);
    TopicSetup.on(broker.bootstrapServers());
    config = real.resolve("mailbuoy.yaml");
    Files.writeString(config, configuration(USERS));
    for (int each = 0; each < 3; each++) {
      replicas.add(ProbeReplica.start(config, broker.bootstrapServers()));
    }
  }

  @AfterAll
  static void stop() {
    replicas.forEach(ProbeReplica::close);
    if (broker != null) {
      broker.close();
      dovecot.close();
      certificates.close();
    }
  }

  private static String configuration(List<String> users) {
    return users.stream()
        .map(user ->
            """
                - {id: %1$s, service: own-mail, url: "%2$s", user: %1$s, password: %3$s, interval: 1s, timeout: 20s,
                   tls: {trust: "%4$s"}}
            """
                .formatted(
                    user, dovecot.url(), DovecotServer.passwordOf(user), certificates.caPem()))
        .collect(
            Collectors.joining(
                "",
                """
                mailbuoy:
                  location: test
                  probe: {session-timeout: %ds}
                  targets:
                """
                    .formatted(SESSION.toSeconds()),
                ""));
  }

  @Test
  @Order(1)
  void they_share_the_targets_and_each_is_asked_by_one() {
    awaitShared(replicas);
    Instant shared = Instant.now();
    awaitResults(shared, 5, USERS);
    assertNobodyIsAskedTwice(shared);
  }

  @Test
  @Order(2)
  void the_targets_of_a_replica_that_is_killed_go_to_the_others() {
    ProbeReplica victim = replicas.removeFirst();
    Instant before = Instant.now();
    victim.kill();
    Instant killed = Instant.now();
    awaitShared(replicas);
    awaitResults(Instant.now(), 3, USERS);
    assertNobodyIsAskedTwice(before);
    Duration longest =
        resultsByTarget(before).values().stream()
            .map(results -> Duration.between(killed, firstAfter(results, killed)))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    // Lenient, because the machine may be busy; without a take-over it would be for ever.
    assertThat(longest).isLessThan(SESSION.plusSeconds(20));
  }

  @Test
  @Order(3)
  void a_replica_that_was_frozen_does_not_ask_what_others_have_taken_over() {
    replicas.add(ProbeReplica.start(config, broker.bootstrapServers()));
    awaitShared(replicas);
    Instant before = Instant.now();
    ProbeReplica frozen = replicas.getFirst();
    List<ProbeReplica> others = replicas.subList(1, replicas.size());
    frozen.freeze();
    awaitShared(others);
    awaitResults(Instant.now(), 2, USERS);
    frozen.thaw();
    awaitShared(replicas);
    awaitResults(Instant.now(), 2, USERS);
    assertNobodyIsAskedTwice(before);
  }

  @Test
  @Order(4)
  void a_target_that_somebody_puts_on_the_topic_is_probed_until_it_is_removed()
      throws ExecutionException, InterruptedException {
    String target =
        """
        {"id":"from-outside","service":"own-mail","protocol":"imap","url":"%s","user":"user1","auth":"password",
         "intervalMillis":1000,"timeoutMillis":20000}
        """
            .formatted(dovecot.url());
    try (KafkaProducer<String, byte[]> producer = Line.producer(broker.bootstrapServers())) {
      put(producer, target.getBytes(StandardCharsets.UTF_8));
      awaitResults(Instant.now(), 3, List.of("from-outside"));
      put(producer, null);
    }
    awaitSilence("from-outside");
  }

  private static void put(KafkaProducer<String, byte[]> producer, byte @Nullable [] target)
      throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(Topics.TARGETS.name(), "from-outside", target)).get();
  }

  @Test
  @Order(5)
  void while_the_broker_is_away_probing_goes_on_and_what_was_seen_arrives_in_order_afterwards() {
    String address = broker.bootstrapServers();
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    Instant before = Instant.now();
    broker.close();
    Instant gone = Instant.now();
    Awaitility.await("the replicas notice, and more time passes than a session may last")
        .atMost(PATIENCE)
        .until(() ->
            replicas.stream().allMatch(replica -> replica.hasSaid("takes no results"))
                && Instant.now().isAfter(gone.plus(SESSION.multipliedBy(2))));
    Instant back = Instant.now();
    broker = EmbeddedBroker.start(data, port);
    awaitResults(back, 2, USERS);
    assertNobodyIsAskedTwice(before);
    Map<String, List<ProbeResult>> meanwhile = arrived(before);
    assertThat(meanwhile).containsOnlyKeys(USERS.toArray(String[]::new));
    meanwhile.forEach((target, results) -> {
      assertThat(results)
          .as("%s was asked while the broker was away", target)
          .anySatisfy(result -> assertThat(result.startedAt()).isBetween(gone, back));
      assertThat(results)
          .extracting(ProbeResult::startedAt)
          .as("the results of %s arrive in order", target)
          .isSorted();
    });
  }

  @Test
  @Order(6)
  void a_changed_file_counts_without_a_restart() throws IOException {
    List<String> changed = new ArrayList<>(USERS.subList(1, USERS.size()));
    Path fresh = config.resolveSibling("fresh.yaml");
    Files.writeString(fresh, configuration(changed).replace("id: user1,", "id: renamed,"));
    Files.move(fresh, config, StandardCopyOption.REPLACE_EXISTING);
    awaitResults(Instant.now(), 3, List.of("renamed"));
    awaitSilence("user0");
    awaitSilence("user1");
    awaitResults(Instant.now(), 2, USERS.subList(2, USERS.size()));
  }

  /// All partitions are owned, by each replica some, and none by two.
  private static void awaitShared(List<ProbeReplica> alive) {
    Awaitility.await("the partitions are shared")
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          List<Integer> owned =
              alive.stream().flatMap(replica -> replica.partitions().stream()).sorted().toList();
          assertThat(owned)
              .as(() -> alive.stream().map(ProbeReplica::output).collect(Collectors.joining("\n")))
              .isEqualTo(IntStream.range(0, EmbeddedBroker.PARTITIONS).boxed().toList());
          assertThat(alive).allSatisfy(replica -> assertThat(replica.partitions()).isNotEmpty());
        });
  }

  /// Each of the targets was asked so often after a moment, and has answered well, unless the
  /// machine was too busy for all of the answers.
  private static void awaitResults(Instant after, int times, List<String> targets) {
    Awaitility.await(times + " results of " + targets)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> {
          Map<String, List<ProbeResult>> results = resultsByTarget(after);
          assertThat(results).containsKeys(targets.toArray(String[]::new));
          assertThat(targets)
              .allSatisfy(target ->
                  assertThat(results.getOrDefault(target, List.of()))
                      .hasSizeGreaterThanOrEqualTo(times)
                      .anySatisfy(result -> assertThat(result.failure()).isNull()));
        });
  }

  private static void awaitSilence(String target) {
    Awaitility.await(target + " is asked no more")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !resultsByTarget(Instant.now().minusSeconds(4)).containsKey(target));
  }

  private static void assertNobodyIsAskedTwice(Instant since) {
    resultsByTarget(since)
        .forEach((target, results) -> {
          for (int i = 1; i < results.size(); i++) {
            assertThat(Duration.between(results.get(i - 1).startedAt(), results.get(i).startedAt()))
                .as("%s is asked again after %s", target, results.get(i - 1))
                .isGreaterThan(TWICE);
          }
        });
  }

  private static Instant firstAfter(List<ProbeResult> results, Instant moment) {
    return results.stream()
        .map(ProbeResult::startedAt)
        .filter(moment::isBefore)
        .findFirst()
        .orElseThrow();
  }

  /// The results since a moment, oldest first.
  private static Map<String, List<ProbeResult>> resultsByTarget(Instant since) {
    Map<String, List<ProbeResult>> byTarget = arrived(since);
    byTarget.values().forEach(list -> list.sort(Comparator.comparing(ProbeResult::startedAt)));
    return byTarget;
  }

  /// The results since a moment, as they have arrived.
  private static Map<String, List<ProbeResult>> arrived(Instant since) {
    Map<String, List<ProbeResult>> byTarget = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record :
        Line.readAll(broker.bootstrapServers(), List.of(Topics.PROBE_RESULTS.name()))) {
      ProbeResult result = Topics.PROBE_RESULTS.codec().read(record.value());
      if (result.startedAt().isAfter(since)) {
        byTarget.computeIfAbsent(result.targetId(), id -> new ArrayList<>()).add(result);
      }
    }
    return byTarget;
  }
}
