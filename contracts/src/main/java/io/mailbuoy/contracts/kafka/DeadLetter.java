package io.mailbuoy.contracts.kafka;

import org.apache.kafka.common.header.Headers;

/// The headers with which a record that could not be read or handled is set aside: it keeps its
/// key, value and own headers, and says why and where it came from.
public final class DeadLetter {
  public static final String REASON = "dead-letter-reason";
  public static final String TOPIC = "dead-letter-topic";
  public static final String PARTITION = "dead-letter-partition";
  public static final String OFFSET = "dead-letter-offset";

  private DeadLetter() {}

  /// Adds the reason and the origin to a record's headers.
  public static void mark(
      Headers headers, String reason, String topic, int partition, long offset) {
    CloudEventHeaders.add(headers, REASON, reason);
    CloudEventHeaders.add(headers, TOPIC, topic);
    CloudEventHeaders.add(headers, PARTITION, Integer.toString(partition));
    CloudEventHeaders.add(headers, OFFSET, Long.toString(offset));
  }
}
