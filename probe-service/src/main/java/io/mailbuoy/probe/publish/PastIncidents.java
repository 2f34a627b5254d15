package io.mailbuoy.probe.publish;

import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/// Reads the compacted topic of incidents to its end, once, so that a restart publishes nothing
/// twice. It tries until the broker is there.
public final class PastIncidents {
  private static final Logger LOG = Logger.getLogger(PastIncidents.class);
  private static final String TOPIC = Topics.SERVICE_INCIDENTS.name();
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int PATIENCE_MILLIS = 10_000;
  private static final long PAUSE_SECONDS = 2;

  private final Map<String, Object> settings;
  private final CountDownLatch stop = new CountDownLatch(1);

  /// @param settings of every Kafka client of this service
  public PastIncidents(Map<String, Object> settings) {
    this.settings = new HashMap<>();
    settings.forEach((key, value) -> {
      if (ConsumerConfig.configNames().contains(key)) {
        this.settings.put(key, value);
      }
    });
    this.settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "mailbuoy-probe-past-incidents");
    this.settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
  }

  /// Begins to read, on a thread of its own.
  ///
  /// @param each is given every incident that was published
  /// @param whole is called when all were given
  public void read(Consumer<ServiceIncident> each, Runnable whole) {
    Thread.ofVirtual()
        .name("past-incidents")
        .start(() -> {
          try {
            while (!tryToRead(each) && !stop.await(PAUSE_SECONDS, TimeUnit.SECONDS)) {
              LOG.debug("the past incidents are asked for again");
            }
            if (stop.getCount() > 0) {
              whole.run();
            }
          } catch (InterruptedException e) {
            LOG.debug("the past incidents are not needed any more");
          }
        });
  }

  public void stop() {
    stop.countDown();
  }

  private boolean tryToRead(Consumer<ServiceIncident> each) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(info -> new TopicPartition(TOPIC, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        return false; // The topic is not made yet.
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (stop.getCount() > 0
          && ends.entrySet().stream()
              .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(record -> take(record, each));
      }
      return true;
    } catch (KafkaException e) {
      LOG.debugf("the past incidents cannot be read yet: %s", e.toString());
      return false;
    }
  }

  private static void take(ConsumerRecord<byte[], byte[]> record, Consumer<ServiceIncident> each) {
    if (record.value() == null) {
      return;
    }
    try {
      each.accept(Topics.SERVICE_INCIDENTS.codec().read(record.value()));
    } catch (UnreadableEventException e) {
      // The classifier sets such records aside; here they only mean that nothing is known.
      LOG.infof(
          "%s, partition %d, offset %d cannot be read and is passed over: %s",
          TOPIC, record.partition(), record.offset(), e.getMessage());
    }
  }
}
