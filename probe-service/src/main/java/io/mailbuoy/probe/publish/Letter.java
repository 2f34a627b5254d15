package io.mailbuoy.probe.publish;

import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.TraceParent;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// A record on its way to the broker.
///
/// @param value absent to remove what stands under the key
/// @param weight whether it may be dropped when there are too many
@SuppressWarnings("ArrayRecordComponent") // a letter is sent, and never compared
public record Letter(
    String topic, String key, byte @Nullable [] value, Headers headers, Weight weight) {
  /// What is dropped first.
  public enum Weight {
    /// One of many results; the next says what is the case then.
    PASSING,
    /// There will be no second one.
    LASTING
  }

  /// An event as the letter that carries it.
  public static <T> Letter of(
      Topic<T> topic, T event, String source, TraceParent trace, Weight weight) {
    return new Letter(
        topic.name(),
        topic.key().apply(event),
        topic.codec().write(event),
        topic.headers(event, source, trace),
        weight);
  }

  /// Removes what stands under a key of a compacted topic.
  public static Letter removal(Topic<?> topic, String key) {
    return new Letter(topic.name(), key, null, new RecordHeaders(), Weight.LASTING);
  }
}
