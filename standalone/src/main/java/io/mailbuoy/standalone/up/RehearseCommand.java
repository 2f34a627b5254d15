package io.mailbuoy.standalone.up;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.standalone.ExitCode;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.standalone.broker.TopicTail;
import io.mailbuoy.standalone.terminal.Logs;
import io.mailbuoy.standalone.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;

/// Starts and stops a broker in a folder that is thrown away. The launcher runs it once after a
/// build with the JVM's recording of what is loaded, and every later start takes a third of the
/// time.
@Command(
    name = "rehearse",
    hidden = true,
    description =
        "Lets the JVM learn what 'up' and 'demo' need; the launcher runs it after a build.")
public final class RehearseCommand implements Callable<Integer> {
  private static final String RECEIPT =
      """
      {"alertId": "rehearsal", "revision": 1, "channel": "nobody", "kind": "rehearsal",
       "status": "delivered", "attempts": 1, "at": "2026-01-02T00:00:00Z"}
      """;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Path data = Files.createTempDirectory("mailbuoy-rehearsal");
    Logs.toFile(data.resolve("logs/mailbuoy.log"));
    Clock clock = Clock.systemUTC();
    Terminal nobody =
        new Terminal(
            new PrintStream(PrintStream.nullOutputStream(), false, UTF_8),
            new PrintStream(PrintStream.nullOutputStream(), false, UTF_8),
            true);
    try (EmbeddedBroker broker = EmbeddedBroker.start(data)) {
      broker.createTopics();
      TopicTail ticker = EventTicker.start(broker.cluster(), new Announcer(nobody, clock));
      deliver(broker.bootstrapServers());
      ticker.close();
    } finally {
      delete(data);
    }
    return ExitCode.GOOD;
  }

  private static void deliver(String bootstrapServers)
      throws InterruptedException, ExecutionException {
    Delivery receipt = Topics.DELIVERIES.codec().read(RECEIPT.getBytes(UTF_8));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.DELIVERIES.name(),
                  null,
                  Topics.DELIVERIES.key().apply(receipt),
                  Topics.DELIVERIES.codec().write(receipt),
                  Topics.DELIVERIES.headers(receipt, "/mailbuoy/rehearsal", TraceParent.start())))
          .get();
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
