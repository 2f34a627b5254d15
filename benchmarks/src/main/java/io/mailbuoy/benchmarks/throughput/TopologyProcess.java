package io.mailbuoy.benchmarks.throughput;

import io.mailbuoy.classifier.ClassifierTopology;
import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.Tuning;
import io.mailbuoy.classifier.stream.ByTenant;
import io.mailbuoy.classifier.stream.EventSerde;
import io.mailbuoy.classifier.stream.ReadRecords;
import io.mailbuoy.classifier.stream.Reader;
import io.mailbuoy.classifier.stream.StateKeeping;
import io.mailbuoy.classifier.stream.Watermark;
import io.mailbuoy.standalone.terminal.Logs;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StateRestoreListener;

/// A topology in a process of its own, with the settings of the classifier service, until its
/// standard input ends.
final class TopologyProcess {
  /// Where the identity topology writes.
  static final String COPIES = "benchmark.copies";

  private static final String PREFIX = "kafka-streams.";

  private TopologyProcess() {}

  /// @param args `classifier` or `identity`, the broker, the application's id, the folder for
  ///   state, and settings that differ from the service's, as `name=value`
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[3]);
    Logs.toFile(folder.resolve("topology.log"));
    Properties settings = serviceSettings();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[1]);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, args[2]);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    for (int i = 4; i < args.length; i++) {
      String[] parts = args[i].split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    Topology topology = args[0].equals("identity") ? identity() : classifier();
    Restored restored = new Restored();
    try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
      long begin = System.nanoTime();
      streams.setGlobalStateRestoreListener(restored);
      streams.setStateListener((now, before) -> {
        if (now == KafkaStreams.State.RUNNING) {
          System.out.println(
              Child.SAYS
                  + (System.nanoTime() - begin) / 1_000_000
                  + " "
                  + restored.records
                  + " "
                  + restored.millis());
        }
      });
      streams.start();
      while (System.in.read() >= 0) {
        // Whoever started it says nothing, and goes.
      }
    }
  }

  /// What stands in the service's own file, so that what is measured is what runs.
  private static Properties serviceSettings() throws IOException {
    String jar =
        ClassifierTopology.class.getProtectionDomain().getCodeSource().getLocation().toString();
    URI file =
        URI.create((jar.endsWith("/") ? jar : "jar:" + jar + "!/") + "application.properties");
    Properties all = new Properties();
    try (InputStream in = file.toURL().openStream()) {
      all.load(in);
    }
    Properties settings = new Properties();
    all.forEach((name, value) -> {
      if (name.toString().startsWith(PREFIX) && !value.toString().contains("${")) {
        settings.put(name.toString().substring(PREFIX.length()), value);
      }
    });
    return settings;
  }

  private static Topology classifier() {
    return new ClassifierTopology(
            Tuning.DEFAULT, StateKeeping.WITH_EVERY_RECORD, Clock.systemUTC(), Watermark.IN_ORDER)
        .build();
  }

  /// Reads each result, brings it together with those of its tenant, and writes it. It decides
  /// nothing and remembers nothing.
  private static Topology identity() {
    StreamsBuilder streams = new StreamsBuilder();
    var bytes = Serdes.ByteArray();
    streams.stream(Reader.PROBE_RESULTS.topic().name(), Consumed.with(bytes, bytes))
        .process(() -> new ReadRecords<>(Reader.PROBE_RESULTS))
        .map(ByTenant::keyed)
        .repartition(
            Repartitioned.<String, Event>as(ClassifierTopology.BY_TENANT)
                .withKeySerde(Serdes.String())
                .withValueSerde(new EventSerde())
                .withStreamPartitioner(new ByTenant()))
        .to(COPIES, Produced.with(Serdes.String(), new EventSerde()));
    return streams.build();
  }

  private static final class Restored implements StateRestoreListener {
    final AtomicLong records = new AtomicLong();
    private volatile long begin;
    private volatile long end;

    /// From the first partition's beginning to the last one's end.
    long millis() {
      return (end - begin) / 1_000_000;
    }

    @Override
    public void onRestoreStart(TopicPartition part, String store, long from, long to) {
      if (begin == 0) {
        begin = System.nanoTime();
      }
    }

    @Override
    public void onBatchRestored(TopicPartition part, String store, long end, long count) {
      records.addAndGet(count);
    }

    @Override
    public void onRestoreEnd(TopicPartition part, String store, long total) {
      this.end = System.nanoTime();
    }
  }
}
