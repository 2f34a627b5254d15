package io.mailbuoy.notifier.stream;

import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Where what came before is read from.
public interface RecordSource {
  /// Reads all partitions of a topic to where they end at the moment of the call.
  ///
  /// @throws org.apache.kafka.common.KafkaException where the broker or the topic is missing
  void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each);

  /// Reads some partitions to where they end at the moment of the call.
  ///
  /// @param cancelled whether the result is not wanted any more
  /// @throws org.apache.kafka.common.KafkaException where the broker or the topic is missing
  void read(
      Collection<TopicPartition> partitions,
      Supplier<Boolean> cancelled,
      Consumer<ConsumerRecord<byte[], byte[]>> each);
}
