package io.mailbuoy.contracts.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// A topic: its name, what travels on it, how a record is keyed and how long it is kept. Each is
/// declared once, in [Topics]; the services, the embedded broker, the deployment and the
/// documentation follow it.
///
/// @param name the topic's name
/// @param value the events' type
/// @param eventType the CloudEvents type, with the version of the schema
/// @param key the record key of an event
/// @param id the CloudEvents id: the same event always has the same one
/// @param time when what the event tells happened
/// @param retention how long records are kept; absent on a compacted topic, which keeps the last
///   record per key
/// @param keyedBy the key in words, for the documentation
public record Topic<T>(
    String name,
    Class<T> value,
    String eventType,
    Function<T, String> key,
    Function<T, String> id,
    Function<T, Instant> time,
    @Nullable Duration retention,
    String keyedBy,
    EventCodec<T> codec) {
  private static final String DEAD_LETTERS = ".dead-letters";
  private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(30);

  public boolean compacted() {
    return retention == null;
  }

  /// Where records go that could not be read or handled.
  public String deadLetters() {
    return name + DEAD_LETTERS;
  }

  /// The settings of the topic for its creation.
  public Map<String, String> settings() {
    return retention == null
        ? Map.of("cleanup.policy", "compact")
        : Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(retention.toMillis()));
  }

  /// The settings of every dead-letter topic for its creation.
  public static Map<String, String> deadLetterSettings() {
    return Map.of(
        "cleanup.policy",
        "delete",
        "retention.ms",
        Long.toString(DEAD_LETTER_RETENTION.toMillis()));
  }

  /// The resource on the class path that holds the JSON Schema of the events.
  public String schema() {
    return "/io/mailbuoy/contracts/schemas/"
        + eventType.substring("mailbuoy.".length())
        + ".schema.json";
  }

  /// The CloudEvents headers of an event in Kafka's binary mode.
  ///
  /// @param source who says it, for example `/mailbuoy/probe-service/fra1`
  /// @param traceparent the W3C trace context that the event belongs to
  public Headers headers(T event, String source, TraceParent traceparent) {
    Headers headers = new RecordHeaders();
    CloudEventHeaders.add(headers, "ce_specversion", "1.0");
    CloudEventHeaders.add(headers, "ce_id", id.apply(event));
    CloudEventHeaders.add(headers, "ce_type", eventType);
    CloudEventHeaders.add(headers, "ce_source", source);
    CloudEventHeaders.add(headers, "ce_time", time.apply(event).toString());
    CloudEventHeaders.add(headers, "content-type", "application/json");
    CloudEventHeaders.add(headers, TraceParent.HEADER, traceparent.text());
    return headers;
  }

  /// The text of a header, or null where there is none.
  public static @Nullable String headerText(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null
        ? null
        : CloudEventHeaders.text(Objects.requireNonNullElse(header.value(), new byte[0]));
  }
}
