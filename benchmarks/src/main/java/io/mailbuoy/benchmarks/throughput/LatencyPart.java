package io.mailbuoy.benchmarks.throughput;

import io.mailbuoy.benchmarks.fleet.Bench;
import io.mailbuoy.benchmarks.fleet.Report;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// How long after a result its alert can be read, with each delivery guarantee. Every tenant has
/// one mailbox that fails at last, so that each gives one figure; the trace context tells which
/// result an alert follows from. Each has a service of its own: that a hundred tenants of one
/// provider tell each other of their faults in the same seconds is another figure.
final class LatencyPart {
  private static final int TENANTS = 150;
  private static final int PER_SECOND = 200;
  private static final int HEALTHY = 12;
  private static final int FAILING = 8;
  private static final int ROUNDS = 3;

  private LatencyPart() {}

  private record Guarantee(String name, String isolation, List<String> settings) {}

  static void run(Bench bench, Report report) throws Exception {
    report.say(
        "latency: from a result to its alert, %d tenants, %d results a second"
            .formatted(TENANTS, PER_SECOND));
    List<Guarantee> guarantees = new ArrayList<>();
    guarantees.add(
        new Guarantee(
            "at_least_once", "read_uncommitted", List.of("processing.guarantee=at_least_once")));
    for (int commit : new int[] {100, 20}) {
      guarantees.add(
          new Guarantee(
              "exactly_once_v2, committed every " + commit + " ms",
              "read_committed",
              List.of("processing.guarantee=exactly_once_v2", "commit.interval.ms=" + commit)));
    }
    for (int round = 1; round <= ROUNDS; round++) {
      for (Guarantee guarantee : guarantees) {
        measure(bench, report, guarantee, round);
      }
    }
  }

  private static void measure(Bench bench, Report report, Guarantee guarantee, int round)
      throws Exception {
    Load load = new Load(TENANTS, TENANTS, Instant.now().minus(Duration.ofHours(1)), true);
    Map<String, Long> sent = new ConcurrentHashMap<>();
    List<Double> millis = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    try (Stage stage = Stage.set(bench, "latency-" + System.nanoTime());
        Child topology =
            stage.topology(
                "classifier", "latency", "256m", guarantee.settings().toArray(String[]::new))) {
      topology.next(Duration.ofMinutes(1));
      Thread reader =
          Thread.ofPlatform().start(() -> read(stage, guarantee.isolation(), sent, millis, over));
      Duration before = topology.processorTime();
      Duration brokerBefore = stage.broker().processorTime();
      long begin = System.nanoTime();
      send(stage, load, sent);
      double seconds = (System.nanoTime() - begin) / 1e9;
      stage
          .progress()
          .await("latency", (long) TENANTS * (HEALTHY + FAILING), Duration.ofMinutes(1));
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      over.set(true);
      reader.join();
      millis.sort(null);
      report.figure(
          round + ": " + guarantee.name(),
          "p50 %.0f ms, p99 %.0f ms of %d alerts; processor %.0f %% and broker %.0f %% of a core"
              .formatted(
                  millis.get(millis.size() / 2),
                  millis.get(millis.size() * 99 / 100),
                  millis.size(),
                  100 * topology.processorTime().minus(before).toNanos() / 1e9 / seconds,
                  100
                      * stage.broker().processorTime().minus(brokerBefore).toNanos()
                      / 1e9
                      / seconds));
    }
  }

  private static void send(Stage stage, Load load, Map<String, Long> sent) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stage.bootstrapServers(), "linger.ms", "0"),
            new org.apache.kafka.common.serialization.StringSerializer(),
            new org.apache.kafka.common.serialization.ByteArraySerializer())) {
      long begin = System.nanoTime();
      for (int number = 0; number < TENANTS * (HEALTHY + FAILING); number++) {
        long due = begin + number * 1_000_000_000L / PER_SECOND;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        TraceParent trace = TraceParent.start();
        ProducerRecord<String, byte[]> result =
            Stage.record(load, number, load.json(number, number >= TENANTS * HEALTHY));
        result.headers().add(TraceParent.HEADER, trace.text().getBytes(StandardCharsets.UTF_8));
        sent.put(traceId(trace.text()), System.nanoTime());
        var _ = producer.send(result);
      }
    }
  }

  private static String traceId(String traceparent) {
    return traceparent.substring(3, 35);
  }

  private static void read(
      Stage stage,
      String isolation,
      Map<String, Long> sent,
      List<Double> millis,
      AtomicBoolean over) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stage.bootstrapServers(), "isolation.level", isolation),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.ALERTS.name()).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!over.get()) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          long now = System.nanoTime();
          String trace = Topic.headerText(record.headers(), TraceParent.HEADER);
          Long at = trace == null ? null : sent.remove(traceId(trace));
          if (at != null) {
            millis.add((now - at) / 1e6);
          }
        }
      }
    }
  }
}
