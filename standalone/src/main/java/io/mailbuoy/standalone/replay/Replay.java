package io.mailbuoy.standalone.replay;

import io.mailbuoy.classifier.ClassifierTopology;
import io.mailbuoy.classifier.stream.EventSerde;
import io.mailbuoy.classifier.stream.Reader;
import io.mailbuoy.classifier.stream.Reading;
import io.mailbuoy.classifier.stream.StateKeeping;
import io.mailbuoy.classifier.stream.Watermark;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.Topics;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/// Drives the classifier's topology with recorded events.
///
/// One thread reads, checks and sorts; the other classifies. The topology is the part behind the
/// topic by which events are brought together by tenant, because the reading thread has already
/// done what comes before that: it must, to name file and line of what cannot be read, and to put
/// the files in the order of time.
final class Replay implements AutoCloseable {
  private static final int BATCH = 1_000;
  private static final int BATCHES = 16;

  private final TopologyTestDriver driver;
  private final Path folder;
  private final BufferedOutputStream out;
  private final Setting setting;
  private final Set<String> alerts = new HashSet<>();
  private long revisions;
  private long results;
  private long incidents;
  private long changes;

  Replay(Setting setting, PrintStream out) throws IOException {
    this.setting = setting;
    this.out = new BufferedOutputStream(out, 1 << 16);
    this.folder = Files.createTempDirectory("mailbuoy-replay");
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, ClassifierTopology.APPLICATION_ID);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    this.driver =
        new TopologyTestDriver(
            new ClassifierTopology(
                    setting.tuning(), StateKeeping.NOTHING, Clock.systemUTC(), Watermark.IN_ORDER)
                .buildFromEvents(),
            settings);
  }

  /// What the reading thread hands over.
  private sealed interface Handed {
    record Batch(List<Entry> entries) implements Handed {}

    record End() implements Handed {}

    record Failed(Throwable cause) implements Handed {}
  }

  /// Replays everything.
  Tally run(Sources sources, Faults faults) throws IOException, InterruptedException {
    tellTargets();
    BlockingQueue<Handed> queue = new ArrayBlockingQueue<>(BATCHES);
    Thread reading =
        Thread.ofPlatform()
            .daemon()
            .name("replay-reader")
            .start(() -> read(sources, faults, queue));
    TestInputTopic<String, byte[]> events = events();
    try {
      while (true) {
        switch (queue.take()) {
          case Handed.Batch(List<Entry> entries) -> {
            for (Entry entry : entries) {
              events.pipeInput(entry.tenant(), entry.event(), Math.max(0, entry.at()));
              count(entry.source());
            }
            print();
          }
          case Handed.Failed(Throwable cause) ->
              throw new IllegalStateException("reading the events failed", cause);
          case Handed.End() -> {
            return new Tally(results, incidents, changes, alerts.size(), revisions);
          }
        }
      }
    } finally {
      reading.interrupt();
    }
  }

  private void count(Entry.Source source) {
    switch (source) {
      case RESULTS -> results++;
      case INCIDENTS -> incidents++;
      case CHANGES -> changes++;
    }
  }

  private TestInputTopic<String, byte[]> events() {
    return driver.createInputTopic(
        ClassifierTopology.REPARTITION_TOPIC, new StringSerializer(), new ByteArraySerializer());
  }

  private void tellTargets() {
    TestInputTopic<String, byte[]> events = events();
    for (Target target : setting.targets()) {
      Reading.Understood read = Reader.TARGETS.meaning(target);
      events.pipeInput(read.tenant(), EventSerde.write(read.event()), 0L);
    }
  }

  private static void read(Sources sources, Faults faults, BlockingQueue<Handed> queue) {
    try {
      Handed end = new Handed.End();
      try {
        merge(sources, faults, queue);
      } catch (IOException | UncheckedIOException | IllegalStateException e) {
        end = new Handed.Failed(e);
      }
      queue.put(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody takes what would be read
    }
  }

  private static void merge(Sources sources, Faults faults, BlockingQueue<Handed> queue)
      throws IOException, InterruptedException {
    List<InOrder> files =
        sources.lines().stream().map(lines -> new InOrder(lines, faults)).toList();
    List<Entry> batch = new ArrayList<>(BATCH);
    while (true) {
      InOrder first = null;
      Entry earliest = null;
      for (InOrder file : files) {
        Entry entry = file.peek();
        if (entry != null && (earliest == null || Entry.IN_TIME.compare(entry, earliest) < 0)) {
          first = file;
          earliest = entry;
        }
      }
      if (first == null || earliest == null) {
        queue.put(new Handed.Batch(batch));
        return;
      }
      first.take();
      batch.add(earliest);
      if (batch.size() == BATCH) {
        queue.put(new Handed.Batch(batch));
        batch = new ArrayList<>(BATCH);
      }
    }
  }

  /// Prints the alerts and lets go of everything else that the topology has put out.
  private void print() throws IOException {
    for (String topic : driver.producedTopicNames()) {
      boolean told = topic.equals(Topics.ALERTS.name());
      for (TestRecord<byte[], byte[]> record :
          driver
              .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
              .readRecordsToList()) {
        if (told) {
          alerts.add(new String(record.key(), StandardCharsets.UTF_8));
          revisions++;
          out.write(record.value());
          out.write('\n');
        }
      }
    }
    out.flush();
  }

  @Override
  public void close() throws IOException {
    driver.close();
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
