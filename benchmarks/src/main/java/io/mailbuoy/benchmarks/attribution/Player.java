package io.mailbuoy.benchmarks.attribution;

import io.mailbuoy.classifier.ClassifierTopology;
import io.mailbuoy.classifier.core.Tuning;
import io.mailbuoy.classifier.stream.EventSerde;
import io.mailbuoy.classifier.stream.StateKeeping;
import io.mailbuoy.classifier.stream.Watermark;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.kafka.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/// Plays events to the classifier's topology, as `./mailbuoy replay` does.
final class Player {
  /// What is put out is taken away after so many events, so that it does not fill the memory.
  private static final int TAKE_EVERY = 10_000;

  private Player() {}

  static List<Alert> play(List<World.Told> events) throws IOException {
    Path folder = Files.createTempDirectory("mailbuoy-attribution");
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, ClassifierTopology.APPLICATION_ID);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    List<Alert> alerts = new ArrayList<>();
    try (TopologyTestDriver driver =
        new TopologyTestDriver(
            new ClassifierTopology(
                    Tuning.DEFAULT,
                    StateKeeping.NOTHING,
                    Clock.fixed(World.BEGIN, ZoneOffset.UTC),
                    Watermark.IN_ORDER)
                .buildFromEvents(),
            settings)) {
      TestInputTopic<String, byte[]> input =
          driver.createInputTopic(
              ClassifierTopology.REPARTITION_TOPIC,
              new StringSerializer(),
              new ByteArraySerializer());
      int told = 0;
      for (World.Told event : events) {
        input.pipeInput(event.tenant(), EventSerde.write(event.event()), event.at().toEpochMilli());
        if (++told % TAKE_EVERY == 0) {
          take(driver, alerts);
        }
      }
      take(driver, alerts);
    } finally {
      delete(folder);
    }
    return alerts;
  }

  private static void take(TopologyTestDriver driver, List<Alert> alerts) {
    for (String topic : driver.producedTopicNames()) {
      for (TestRecord<byte[], byte[]> record :
          driver
              .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
              .readRecordsToList()) {
        if (topic.equals(Topics.ALERTS.name())) {
          alerts.add(Topics.ALERTS.codec().read(record.value()));
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
