package io.mailbuoy.classifier.stream;

import io.mailbuoy.classifier.core.Event;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/// Brings everything of one tenant to one partition, and what concerns every tenant to all of them.
public final class ByTenant implements StreamPartitioner<String, Event> {
  /// The key of what concerns every tenant. No tenant can have this name: the configuration allows
  /// no asterisk.
  public static final String ALL = "*";

  /// The key of subjects without a tenant.
  public static final String NOBODY = "";

  /// An event under the name of its tenant.
  public static KeyValue<String, Event> keyed(byte @Nullable [] key, Reading reading) {
    return switch (reading) {
      case Reading.Understood(String tenant, Event event) -> KeyValue.pair(tenant, event);
      case Reading.Unreadable unreadable ->
          throw new IllegalStateException("what is unreadable was set aside");
    };
  }

  @Override
  public Optional<Set<Integer>> partitions(
      String topic, @Nullable String tenant, Event event, int partitions) {
    if (ALL.equals(tenant)) {
      return Optional.of(
          IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet()));
    }
    byte[] name = (tenant == null ? NOBODY : tenant).getBytes(StandardCharsets.UTF_8);
    return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(name)) % partitions));
  }
}
