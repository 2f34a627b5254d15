package io.mailbuoy.standalone.up;

import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Follows alerts and receipts from now on and announces each. It belongs to no consumer group and
/// commits nothing.
final class EventTicker implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Announcer announcer;
  private final Thread thread;

  private EventTicker(KafkaConsumer<byte[], byte[]> consumer, Announcer announcer) {
    this.consumer = consumer;
    this.announcer = announcer;
    this.thread = Thread.ofPlatform().daemon().name("event-ticker").unstarted(this::follow);
  }

  /// Begins at the end of the topics as they are when this returns.
  static EventTicker start(String bootstrapServers, Announcer announcer) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG, "mailbuoy-up",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Stream.of(Topics.ALERTS, Topics.DELIVERIES)
            .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // which makes it look now, not at the first poll
    EventTicker ticker = new EventTicker(consumer, announcer);
    ticker.thread.start();
    return ticker;
  }

  private void follow() {
    try (consumer) {
      while (true) {
        consumer.poll(POLL).forEach(this::announce);
      }
    } catch (WakeupException e) {
      return; // the way in which close() ends this
    } catch (KafkaException e) {
      announcer.notFollowing(String.valueOf(e.getMessage()));
    }
  }

  private void announce(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return; // compaction forgets this key
    }
    if (record.topic().equals(Topics.ALERTS.name())) {
      read(Topics.ALERTS, record, announcer::alert);
    } else {
      read(Topics.DELIVERIES, record, announcer::delivery);
    }
  }

  private <T> void read(
      Topic<T> topic, ConsumerRecord<byte[], byte[]> record, Consumer<T> announce) {
    T event;
    try {
      event = topic.codec().read(record.value());
    } catch (UnreadableEventException e) {
      announcer.unreadable(
          record.topic(), record.partition(), record.offset(), String.valueOf(e.getMessage()));
      return;
    }
    announce.accept(event);
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
