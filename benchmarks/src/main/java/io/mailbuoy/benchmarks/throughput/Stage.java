package io.mailbuoy.benchmarks.throughput;

import io.mailbuoy.benchmarks.fleet.Bench;
import io.mailbuoy.contracts.kafka.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A broker in a process of its own with results on it, for one row of figures.
final class Stage implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final Child broker;
  private final String bootstrapServers;
  private final Progress progress;

  private Stage(Path folder, Child broker, String bootstrapServers) {
    this.folder = folder;
    this.broker = broker;
    this.bootstrapServers = bootstrapServers;
    this.progress = new Progress(bootstrapServers);
  }

  static Stage set(Bench bench, String name) throws IOException, InterruptedException {
    Path folder = Files.createDirectory(bench.folder().resolve(name));
    Child broker =
        bench.keep(Child.start(BrokerProcess.class, "256m", folder.resolve("broker").toString()));
    return bench.keep(new Stage(folder, broker, broker.next(START)));
  }

  Progress progress() {
    return progress;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  Child broker() {
    return broker;
  }

  KafkaProducer<String, byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "5", "batch.size", "65536"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /// Puts results on their topic.
  ///
  /// @throws IllegalStateException where the broker has not taken all of them: whoever counts them
  ///   would wait in vain
  void fill(Load load, long from, long to) {
    AtomicReference<Exception> refused = new AtomicReference<>();
    try (KafkaProducer<String, byte[]> producer = producer()) {
      for (long number = from; number < to; number++) {
        var _ =
            producer.send(
                record(load, number, load.json(number)),
                (_, failure) -> refused.compareAndSet(null, failure));
      }
    }
    if (refused.get() != null) {
      throw new IllegalStateException("the broker has not taken every result", refused.get());
    }
  }

  /// A result as it lies on its topic.
  static ProducerRecord<String, byte[]> record(Load load, long number, String json) {
    return new ProducerRecord<>(
        Topics.PROBE_RESULTS.name(),
        null,
        load.at(number).toEpochMilli(),
        load.targetId(number),
        json.getBytes(StandardCharsets.UTF_8));
  }

  /// Starts a topology in a process of its own.
  Child topology(String which, String application, String heap, String... settings)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                which,
                bootstrapServers,
                application,
                Files.createTempDirectory(folder, application).toString()));
    arguments.addAll(Arrays.asList(settings));
    return Child.start(TopologyProcess.class, heap, arguments.toArray(String[]::new));
  }

  @Override
  public void close() {
    progress.close();
  }
}
