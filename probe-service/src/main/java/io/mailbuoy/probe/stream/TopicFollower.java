package io.mailbuoy.probe.stream;

import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads a compacted topic from its beginning and goes on for ever: every replica knows all that
/// stands on it, and hears of a change within a second. It tries until the broker is there.
///
/// After a fault of the connection it may say again what it has said. Whoever listens must not
/// mind.
public final class TopicFollower<T> implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_SECONDS = 2;

  /// How often is looked for partitions that were added.
  private static final Duration LOOK = Duration.ofSeconds(30);

  private final Topic<T> topic;
  private final Map<String, Object> settings;
  private final Listener<T> listener;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable KafkaConsumer<String, byte[]> reading;
  private boolean caughtUp;

  /// Hears what stands on the topic. It is called by one thread.
  public interface Listener<T> {
    void said(Said<T> record);

    /// Everything that stood there at the start was said. Called once.
    void caughtUp();
  }

  /// One record.
  ///
  /// @param key the record's key; absent where whoever wrote it gave none
  /// @param value absent where it was deleted
  /// @param millis when it was written, in milliseconds since 1970
  /// @param source who has written it, by its CloudEvents header; empty where it does not say
  public record Said<T>(
      @Nullable String key, @Nullable T value, int partition, long millis, String source) {}

  /// @param everyClient the settings of every Kafka client of this service
  public TopicFollower(Topic<T> topic, Map<String, Object> everyClient, Listener<T> listener) {
    this.topic = topic;
    this.settings = ConsumerSettings.of(everyClient, "mailbuoy-probe-reads-" + topic.name());
    this.listener = listener;
    // A consumer waits in a selector, which would hold one of the few threads beneath the virtual
    // ones.
    this.thread =
        Thread.ofPlatform().daemon().name("follow-" + topic.name()).unstarted(this::follow);
  }

  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    stop.countDown();
    synchronized (this) {
      if (reading != null) {
        reading.wakeup();
      }
    }
  }

  private void follow() {
    try {
      do {
        try (KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
          begin(consumer);
          read(consumer);
        } catch (WakeupException e) {
          LOG.debugf("%s is not followed any more", topic.name());
        } catch (KafkaException e) {
          LOG.debugf("%s cannot be read now: %s", topic.name(), e.toString());
        } finally {
          begin(null);
        }
      } while (!stop.await(PAUSE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      LOG.debugf("%s is not followed any more", topic.name());
    }
  }

  private synchronized void begin(@Nullable KafkaConsumer<String, byte[]> consumer) {
    reading = consumer;
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    if (partitions.isEmpty()) {
      return; // The topic is not made yet.
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    long looked = System.nanoTime();
    while (stop.getCount() > 0) {
      consumer.poll(POLL).forEach(this::say);
      if (!caughtUp && ends.keySet().stream().allMatch(one -> reached(consumer, one, ends))) {
        caughtUp = true;
        listener.caughtUp();
      }
      if (System.nanoTime() - looked > LOOK.toNanos()) {
        looked = System.nanoTime();
        if (partitions(consumer).size() > partitions.size()) {
          return; // It is read anew, with them.
        }
      }
    }
  }

  private static boolean reached(
      KafkaConsumer<?, ?> consumer, TopicPartition partition, Map<TopicPartition, Long> ends) {
    return consumer.position(partition) >= ends.getOrDefault(partition, 0L);
  }

  private List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer) {
    @Nullable Collection<PartitionInfo> known = consumer.partitionsFor(topic.name());
    return known == null
        ? List.of()
        : known.stream().map(info -> new TopicPartition(topic.name(), info.partition())).toList();
  }

  private void say(ConsumerRecord<String, byte[]> record) {
    try {
      @Nullable T value = record.value() == null ? null : topic.codec().read(record.value());
      @Nullable String source = Topic.headerText(record.headers(), "ce_source");
      listener.said(
          new Said<>(
              record.key(),
              value,
              record.partition(),
              record.timestamp(),
              source == null ? "" : source));
    } catch (UnreadableEventException e) {
      // The classifier sets such records aside; here they say nothing.
      LOG.infof(
          "%s, partition %d, offset %d cannot be read and is passed over: %s",
          topic.name(), record.partition(), record.offset(), e.getMessage());
    }
  }
}
