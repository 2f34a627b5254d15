package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.kafka.DeadLetter;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.systemtests.Receivers.ToldAll;
import io.mailbuoy.testbed.DovecotServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./mailbuoy up` against a real Dovecot: it stops, everybody is told once; it starts, everybody
/// is told once that it is over, whatever dies in between.
@TestMethodOrder(OrderAnnotation.class)
class WholeLineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String POISON = "{\"this\": is no event";

  @TempDir static Path folder;
  static Line line;

  @BeforeAll
  static void start() throws IOException {
    if (System.getenv("MAILBUOY_REQUIRE_DOVECOT") == null) {
      Assumptions.assumeTrue(
          DovecotServer.installed(), "Dovecot is not installed (package dovecot-imapd)");
    }
    line = Line.start(folder.toRealPath());
  }

  @AfterAll
  static void stop() {
    if (line != null) {
      line.close();
    }
  }

  @Order(1)
  @ParameterizedTest
  @ValueSource(strings = {"nothing", "probe-service", "classifier-service", "notifier-service"})
  void everybody_is_told_once_of_the_outage_and_once_of_its_end_when_this_dies_meanwhile(
      String victim) {
    oneOutage(() -> {
      if (!victim.equals("nothing")) {
        line.mailbuoy.kill(victim);
      }
    });
  }

  @Order(2)
  @Test
  void a_poison_record_on_every_topic_is_set_aside_and_the_line_goes_on()
      throws IOException, ExecutionException, InterruptedException {
    String broker = line.bootstrapServers();
    try (KafkaProducer<String, byte[]> producer = Line.producer(broker)) {
      List<Future<RecordMetadata>> sent =
          Topics.all().stream()
              .map(topic ->
                  producer.send(
                      new ProducerRecord<>(
                          topic.name(), "poison", POISON.getBytes(StandardCharsets.UTF_8))))
              .toList();
      for (Future<RecordMetadata> record : sent) {
        record.get();
      }
    }
    // target-health is a sign of life and nothing else, so what is no event there is passed over.
    List<Topic<?>> read =
        Topics.all().stream().filter(topic -> !topic.equals(Topics.TARGET_HEALTH)).toList();
    Awaitility.await("a dead letter of each topic that a service reads")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(deadLetters(broker, read))
                .containsExactlyInAnyOrderElementsOf(read.stream().map(Topic::name).toList()));
    oneOutage(() -> {});
  }

  @Order(3)
  @Test
  void no_secret_is_written_anywhere() {
    String written = line.everythingWritten();
    assertThat(written).contains("alice-inbox"); // it is the right text that is searched
    Line.secrets(line.receivers)
        .values()
        .forEach(
            secret -> assertThat(written.contains(secret)).as("a secret is written").isFalse());
    assertThat(written.contains(line.receivers.teams.secret())).isFalse();
  }

  @Order(4)
  @Test
  void it_stops_cleanly_and_leaves_no_process_behind() {
    assertThat(line.mailbuoy.stop()).isIn(0, 130, 143);
  }

  private static void oneOutage(Runnable meanwhile) {
    ToldAll before = line.receivers.told();
    line.dovecot.stop();
    meanwhile.run();
    awaitTold(before, 1, 0);
    line.dovecot.start();
    awaitTold(before, 1, 1);
  }

  private static void awaitTold(ToldAll before, long alerts, long resolves) {
    Awaitility.await(alerts + " alert and " + resolves + " resolve at each receiver")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(line.receivers.told().since(before))
                .isEqualTo(ToldAll.of(alerts, resolves)));
  }

  private static List<String> deadLetters(String broker, List<Topic<?>> topics) {
    return Line.readAll(broker, topics.stream().map(Topic::deadLetters).toList()).stream()
        .filter(record -> POISON.equals(new String(record.value(), StandardCharsets.UTF_8)))
        .peek(record ->
            assertThat(Topic.headerText(record.headers(), DeadLetter.REASON)).isNotBlank())
        .map(record -> Objects.requireNonNull(Topic.headerText(record.headers(), DeadLetter.TOPIC)))
        .distinct()
        .toList();
  }
}
