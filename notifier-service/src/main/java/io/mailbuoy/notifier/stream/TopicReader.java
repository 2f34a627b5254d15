package io.mailbuoy.notifier.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads topics from their beginning to where they end at the moment of the call.
///
/// The end is where the consumer's position stands, not where the last record was: a transaction's
/// marker takes an offset too and is never seen as a record.
public final class TopicReader implements RecordSource {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Map<String, Object> settings;

  /// @param settings of every Kafka client of this service: where the broker is and how to log in
  public TopicReader(Map<String, Object> settings) {
    this.settings = new HashMap<>(settings);
    List.of("group.id", "enable.auto.commit", "key.deserializer", "value.deserializer")
        .forEach(this.settings::remove);
    this.settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    this.settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    this.settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    // A consumer closes only after its last request, which waits for this long at the end of a
    // topic.
    this.settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50");
    this.settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "mailbuoy-notifier-restore");
  }

  @Override
  public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic, PATIENCE);
      if (partitions == null || partitions.isEmpty()) {
        throw new UnknownTopicOrPartitionException("the topic " + topic + " does not exist");
      }
      read(
          consumer,
          partitions.stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList(),
          () -> false,
          each);
    }
  }

  @Override
  public void read(
      Collection<TopicPartition> partitions,
      Supplier<Boolean> cancelled,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      read(consumer, partitions, cancelled, each);
    }
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      Collection<TopicPartition> partitions,
      Supplier<Boolean> cancelled,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
    while (!cancelled.get()
        && partitions.stream()
            .anyMatch(partition ->
                consumer.position(partition, PATIENCE) < ends.getOrDefault(partition, 0L))) {
      consumer.poll(POLL).forEach(each);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
