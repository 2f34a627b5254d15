package io.mailbuoy.systemtests;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Writes alerts as the classifier does, each with its id in its title. A call returns when the
/// broker has the record.
final class AlertTopic implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;

  AlertTopic(String bootstrapServers) {
    this.producer = Line.producer(bootstrapServers);
  }

  /// The beginning.
  void begin(String id, String service) {
    write(id, 1, service);
  }

  /// The end.
  void end(String id, String service) {
    write(id, 2, service);
  }

  private void write(String id, int revision, String service) {
    boolean over = revision > 1;
    Instant now = Instant.now();
    String text =
        """
        {"alertId":"%1$s","revision":%2$d,"state":"%3$s","transition":"%4$s","occurredAt":"%5$s",
         "service":"%7$s","protocol":"imap","severity":"critical","title":"%1$s: IMAP fails",
         "summary":"","verdict":{"faultDomain":"customer","cause":"certificate","pattern":"hard","confidence":0.9},
         "impact":{"since":"%5$s","targetsAffected":3,"targetsTotal":3,"failureRatio":1.0},
         "detectedAt":"%5$s","resolvedAt":%6$s}
        """
            .formatted(
                id,
                revision,
                over ? "resolved" : "open",
                over ? "resolved" : "opened",
                now,
                over ? '"' + now.toString() + '"' : "null",
                service);
    try {
      Alert alert = Json.mapper().readValue(text, Alert.class);
      send(
          new ProducerRecord<>(
              Topics.ALERTS.name(),
              null,
              id,
              Topics.ALERTS.codec().write(alert),
              Topics.ALERTS.headers(alert, "/test", TraceParent.start())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Something else.
  void write(String key, byte[] value) {
    send(new ProducerRecord<>(Topics.ALERTS.name(), key, value));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    try {
      var _ = producer.send(record).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
