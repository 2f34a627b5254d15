package io.mailbuoy.standalone.broker;

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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Listens to topics for a person who watches. It belongs to no consumer group and commits nothing.
public final class TopicTail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Listener<?>> listeners;
  private final Trouble trouble;
  private final Thread thread;

  private TopicTail(
      KafkaConsumer<byte[], byte[]> consumer, Map<String, Listener<?>> listeners, Trouble trouble) {
    this.consumer = consumer;
    this.listeners = listeners;
    this.trouble = trouble;
    this.thread = Thread.ofPlatform().daemon().name("topic-tail").unstarted(this::follow);
  }

  /// Where to begin.
  public enum From {
    BEGINNING,
    /// At the end of the topics as they are when [#start] returns.
    END
  }

  /// What to do with the events of a topic.
  public record Listener<T>(Topic<T> topic, Consumer<T> action) {}

  /// What can go wrong while listening.
  public interface Trouble {
    /// A record is no event of its topic; listening goes on.
    void unreadable(String topic, int partition, long offset, String reason);

    /// Nothing is heard any more.
    void deaf(String reason);
  }

  /// Starts to listen; the listeners are called one after the other by a thread of its own.
  public static TopicTail start(
      Cluster cluster, From from, List<Listener<?>> listeners, Trouble trouble) {
    Map<String, Object> settings = cluster.client("mailbuoy-tail");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Map<String, Listener<?>> byTopic = new HashMap<>();
    listeners.forEach(listener -> byTopic.put(listener.topic().name(), listener));
    List<TopicPartition> partitions =
        byTopic.keySet().stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    switch (from) {
      case BEGINNING -> consumer.seekToBeginning(partitions);
      case END -> consumer.seekToEnd(partitions);
    }
    partitions.forEach(consumer::position); // which makes it look now, not at the first poll
    TopicTail tail = new TopicTail(consumer, byTopic, trouble);
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
    } catch (KafkaException e) {
      trouble.deaf(String.valueOf(e.getMessage()));
    }
  }

  private void hand(ConsumerRecord<byte[], byte[]> record) {
    Listener<?> listener = listeners.get(record.topic());
    if (listener != null && record.value() != null) { // without a value, compaction forgets the key
      hand(record, listener);
    }
  }

  private <T> void hand(ConsumerRecord<byte[], byte[]> record, Listener<T> listener) {
    T event;
    try {
      event = listener.topic().codec().read(record.value());
    } catch (UnreadableEventException e) {
      trouble.unreadable(
          record.topic(), record.partition(), record.offset(), String.valueOf(e.getMessage()));
      return;
    }
    listener.action().accept(event);
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the consumer has been woken, and closes itself
    }
  }
}
