package io.mailbuoy.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What a record turned out to be.
sealed interface Read<T> {
  /// An event of its topic.
  record Event<T>(T value) implements Read<T> {}

  /// A tombstone of a compacted topic: the key was deleted.
  record Deleted<T>(String key) implements Read<T> {}

  /// Not an event of its topic.
  record Unreadable<T>(String reason) implements Read<T> {}

  static <T> Read<T> of(Topic<T> topic, ConsumerRecord<byte[], byte[]> consumed) {
    byte[] key = consumed.key();
    if (consumed.value() == null && topic.compacted() && key != null) {
      return new Deleted<>(new String(key, UTF_8));
    }
    try {
      return new Event<>(topic.codec().read(consumed.value()));
    } catch (UnreadableEventException e) {
      return new Unreadable<>(String.valueOf(e.getMessage()));
    }
  }
}
