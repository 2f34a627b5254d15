package io.mailbuoy.standalone.up;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.standalone.broker.TopicTail;
import io.mailbuoy.standalone.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTickerTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);
  private static final String ALERT =
      """
      {"alertId": "a1", "revision": 2, "state": "open", "transition": "confirmed",
       "occurredAt": "2026-01-02T12:00:00Z", "service": "exchange-online", "protocol": "imap",
       "severity": "critical", "title": "IMAP logins fail",
       "verdict": {"faultDomain": "provider", "cause": "provider-outage", "pattern": "intermittent",
         "confidence": 0.94},
       "impact": {"since": "2026-01-02T00:00:00Z", "targetsAffected": 12, "targetsTotal": 20,
         "failureRatio": 0.31},
       "detectedAt": "2026-01-02T00:01:00Z"}
      """;
  private static final String RECEIPT =
      """
      {"alertId": "a1", "revision": 2, "channel": "oncall", "kind": "pagerduty", "status": "failed",
       "attempts": 3, "at": "2026-01-02T12:00:00Z", "detail": "400 \\u001b[31mbad\\nkey"}
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Announcer announcer =
      new Announcer(new Terminal(new PrintStream(out, true, UTF_8), System.err, false), NOON);

  @Test
  void every_alert_and_receipt_from_now_on_is_a_line_whatever_lies_between(@TempDir Path data) {
    try (EmbeddedBroker broker = EmbeddedBroker.start(data)) {
      broker.createTopics();
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "0"),
              new StringSerializer(),
              new StringSerializer())) {
        send(producer, Topics.ALERTS.name(), ALERT.replace("IMAP logins fail", "long ago"));
        try (TopicTail ticker = EventTicker.start(broker.cluster(), announcer)) {
          send(producer, Topics.ALERTS.name(), "no event");
          send(producer, Topics.ALERTS.name(), ALERT);
          send(producer, Topics.DELIVERIES.name(), RECEIPT);

          Awaitility.await()
              .atMost(Duration.ofSeconds(60))
              .untilAsserted(() -> assertThat(said().lines()).hasSize(3));
          assertThat(ticker).isNotNull();
        }
      }
    }
    assertThat(said().lines())
        .contains(
            "12:00:00  alert              critical confirmed IMAP logins fail"
                + " (provider-outage, provider, 94 % sure, revision 2)",
            "12:00:00  told oncall        failed by pagerduty, revision 2, attempt 3"
                + " (400  [31mbad key)");
    assertThat(said())
        .contains("a record that is no event is on mailbuoy.alerts, partition 0, offset 1")
        .doesNotContain("long ago");
  }

  private String said() {
    return out.toString(UTF_8);
  }

  private static void send(KafkaProducer<String, String> producer, String topic, String value) {
    try {
      producer.send(new ProducerRecord<>(topic, 0, "key", value)).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the record was not taken", e);
    }
  }
}
