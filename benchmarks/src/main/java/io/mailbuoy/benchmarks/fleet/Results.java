package io.mailbuoy.benchmarks.fleet;

import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads every result from the broker while a benchmark runs.
final class Results implements AutoCloseable {
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<Seen> seen = new ArrayList<>();
  private final Thread reader;

  /// What a benchmark needs of a result.
  record Seen(String target, Instant startedAt, int attempt, String kind) {}

  private Results(KafkaConsumer<String, byte[]> consumer) {
    this.consumer = consumer;
    this.reader = Thread.ofPlatform().daemon().name("results").unstarted(this::read);
  }

  static Results of(String bootstrapServers) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.PROBE_RESULTS.name()).stream()
            .map(each -> new TopicPartition(each.topic(), each.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Results results = new Results(consumer);
    results.reader.start();
    return results;
  }

  private void read() {
    try (consumer) {
      while (true) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          note(Topics.PROBE_RESULTS.codec().read(record.value()));
        }
      }
    } catch (WakeupException _) {
      return; // the benchmark is over
    } catch (UnreadableEventException e) {
      throw new IllegalStateException("a result cannot be read", e);
    }
  }

  private synchronized void note(ProbeResult result) {
    var failure = result.failure();
    seen.add(
        new Seen(
            result.targetId(),
            result.startedAt(),
            result.attempt(),
            failure == null ? "none" : failure.kind().text()));
  }

  /// What began in a stretch of time.
  synchronized List<Seen> between(Instant from, Instant to, Predicate<Seen> which) {
    return seen.stream()
        .filter(each -> !each.startedAt().isBefore(from) && each.startedAt().isBefore(to))
        .filter(which)
        .toList();
  }

  /// The most that began in one second.
  static long busiestSecond(List<Seen> results) {
    Map<Long, Long> seconds = new TreeMap<>();
    results.forEach(each -> seconds.merge(each.startedAt().getEpochSecond(), 1L, Long::sum));
    return seconds.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /// How late regular probes began, sorted. The earliest of a target, counted from its interval,
  /// shows when its turn is.
  static List<Duration> lateness(List<Seen> results, Duration interval) {
    Map<String, List<Long>> offsets = new HashMap<>();
    long width = interval.toMillis();
    Map<String, Long> first = new HashMap<>();
    for (Seen each : results) {
      if (each.attempt() == 1) {
        long at = each.startedAt().toEpochMilli();
        long since = at - first.computeIfAbsent(each.target(), _ -> at);
        // Half an interval early or more would be a late one of the turn before.
        long offset = Math.floorMod(since + width / 2, width) - width / 2;
        offsets.computeIfAbsent(each.target(), _ -> new ArrayList<>()).add(offset);
      }
    }
    List<Duration> late = new ArrayList<>();
    offsets
        .values()
        .forEach(each -> {
          long turn = each.stream().mapToLong(Long::longValue).min().orElseThrow();
          each.forEach(offset -> late.add(Duration.ofMillis(offset - turn)));
        });
    late.sort(null);
    return late;
  }

  static Duration quantile(List<Duration> sorted, double quantile) {
    if (sorted.isEmpty()) {
      throw new IllegalStateException("there are no results");
    }
    int index = (int) Math.ceil(sorted.size() * quantile) - 1;
    return sorted.get(Math.clamp(index, 0, sorted.size() - 1));
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      reader.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
