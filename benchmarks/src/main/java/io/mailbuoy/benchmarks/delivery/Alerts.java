package io.mailbuoy.benchmarks.delivery;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Writes alerts as the classifier does, of its usual size, each with numbers of its own.
final class Alerts implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;

  Alerts(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "0"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  Future<RecordMetadata> open(String id, int number) {
    Alert alert = alert(id, number);
    return producer.send(
        new ProducerRecord<>(
            Topics.ALERTS.name(),
            null,
            Topics.ALERTS.key().apply(alert),
            Topics.ALERTS.codec().write(alert),
            Topics.ALERTS.headers(alert, "/mailbuoy/benchmarks", TraceParent.start())));
  }

  private static Alert alert(String id, int number) {
    Instant now = Instant.now();
    return new Alert(
        id,
        1,
        Open.of(AlertState.OPEN),
        Open.of(Transition.OPENED),
        now,
        "tenant-" + number % 100,
        "exchange-online",
        Open.of(Protocol.IMAP),
        Open.of(Severity.CRITICAL),
        "exchange-online: IMAP sign-ins of tenant-" + number % 100 + " fail now and then",
        "%d of %d mailboxes of tenant-%d cannot be read reliably over IMAP since %s. Outlook on the"
                .formatted(number % 17 + 1, 20, number % 100, now)
            + " web and SMTP work.",
        new Alert.Verdict(
            Open.of(FaultDomain.PROVIDER),
            Open.of(Cause.PROVIDER_OUTAGE),
            Open.of(Pattern.INTERMITTENT),
            0.9 + number % 10 / 100.0),
        new Alert.Impact(
            now.minusSeconds(number % 600),
            number % 17 + 1,
            20,
            number % 100 / 100.0,
            List.of("fra1", "ams1"),
            List.of("outlook-web", "smtp")),
        List.of(),
        new Alert.ProviderStatement(false, null, null),
        List.of(
            "%d of %d first attempts failed since %s".formatted(number % 90 + 5, 100, now),
            "all of them in the phase authenticate, with \"NO AUTHENTICATE failed.\"",
            "%d of them worked on the first retry".formatted(number % 5),
            "a token was issued in each case, in %d ms".formatted(number % 300),
            "outlook-web answers from fra1 and ams1"),
        List.of("Wait for the provider.", "Tell the people that Outlook on the web works."),
        now,
        null);
  }

  @Override
  public void close() {
    producer.close();
  }
}
