package io.mailbuoy.standalone.demo;

import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Listens to topics from their beginning, as part of no consumer group.
final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Listener<?>> listeners;
  private final Thread thread;

  private TopicTail(KafkaConsumer<byte[], byte[]> consumer, Map<String, Listener<?>> listeners) {
    this.consumer = consumer;
    this.listeners = listeners;
    this.thread = Thread.ofPlatform().daemon().name("topic-tail").unstarted(this::follow);
  }

  /// What to do with the events of a topic.
  record Listener<T>(Topic<T> topic, Consumer<T> action) {
    void accept(byte[] value) {
      try {
        action.accept(topic.codec().read(value));
      } catch (UnreadableEventException e) {
        throw new IllegalStateException("on " + topic.name() + " there is something else", e);
      }
    }
  }

  /// Starts to listen; the listeners are called one after the other by a thread of its own.
  static TopicTail start(String bootstrapServers, List<Listener<?>> listeners) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                "mailbuoy-demo"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    Map<String, Listener<?>> byTopic = new HashMap<>();
    listeners.forEach(listener -> byTopic.put(listener.topic().name(), listener));
    List<TopicPartition> partitions =
        byTopic.keySet().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    TopicTail tail = new TopicTail(consumer, byTopic);
    tail.thread.start();
    return tail;
  }

  private void follow() {
    try (consumer) {
      while (true) {
        consumer.poll(POLL).forEach(this::hand);
      }
    } catch (WakeupException e) {
      return; // the way in which close() ends this
    }
  }

  private void hand(ConsumerRecord<byte[], byte[]> record) {
    Listener<?> listener = listeners.get(record.topic());
    if (listener != null && record.value() != null) {
      listener.accept(record.value());
    }
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
