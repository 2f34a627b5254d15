package io.mailbuoy.classifier;

import io.mailbuoy.classifier.core.Decision;
import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.Tuning;
import io.mailbuoy.classifier.stream.ByTenant;
import io.mailbuoy.classifier.stream.ClassifyTenantsSupplier;
import io.mailbuoy.classifier.stream.EventSerde;
import io.mailbuoy.classifier.stream.ReadRecords;
import io.mailbuoy.classifier.stream.Reader;
import io.mailbuoy.classifier.stream.Reading;
import io.mailbuoy.classifier.stream.StateKeeping;
import io.mailbuoy.classifier.stream.Watermark;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import java.time.Clock;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.jspecify.annotations.Nullable;

/// How observations become alerts.
///
///     targets ─────────────┐
///     probe-results ───────┤                                        ┌─▶ alerts
///     service-incidents ───┼─▶ by-tenant ─▶ classify (per tenant) ──┤
///     changes ─────────────┤                                        └─▶ target-health
///     alerts ──────────────┘
///          └─▶ <topic>.dead-letters
///
/// Every record is read where it arrives; what cannot be read is set aside with the reason, and the
/// rest goes on. Events are then brought together by tenant on one repartition topic, because a
/// verdict compares all that a tenant has: its mailboxes, its controls, its provider's incidents and
/// its changes. Controls without a tenant are sent to every partition, and so are the alerts, which
/// are read back: that several tenants see the same at once says that it is none of them (decision
/// 0004). One processor takes them in the order of arrival; it is a merge and no join, because an
/// incident that arrives six days late must wake an open alert by itself.
///
/// The description of this topology is a committed file, `topology.txt` among the tests. Changing a
/// name changes a topic or a store of running installations: write a migration note in CHANGELOG.
public final class ClassifierTopology {
  /// Also the prefix of the repartition and the changelog topic.
  public static final String APPLICATION_ID = "mailbuoy-classifier";

  /// The repartition topic without the application's prefix and Streams' suffix.
  public static final String BY_TENANT = "by-tenant";

  /// The repartition topic's whole name.
  public static final String REPARTITION_TOPIC = repartitionTopic(APPLICATION_ID);

  private static final Serde<byte[]> BYTES = Serdes.ByteArray();
  private static final Serde<String> TEXT = Serdes.String();

  private final Tuning tuning;
  private final StateKeeping keeping;
  private final Clock clock;
  private final Watermark watermark;

  /// @param clock what is looked at when nothing arrives any more; event time alone decides
  ///   otherwise
  /// @param watermark up to when every result has been read
  public ClassifierTopology(Tuning tuning, StateKeeping keeping, Clock clock, Watermark watermark) {
    this.tuning = tuning;
    this.keeping = keeping;
    this.clock = clock;
    this.watermark = watermark;
  }

  /// The repartition topic's whole name where the topology runs under another name.
  public static String repartitionTopic(String application) {
    return application + "-" + BY_TENANT + "-repartition";
  }

  /// The topology.
  public Topology build() {
    StreamsBuilder streams = new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings())));

    KStream<String, Event> events =
        read(streams, Reader.TARGETS)
            .merge(read(streams, Reader.PROBE_RESULTS), Named.as("merge-probe-results"))
            .merge(read(streams, Reader.SERVICE_INCIDENTS), Named.as("merge-service-incidents"))
            .merge(read(streams, Reader.CHANGES), Named.as("merge-changes"))
            .merge(read(streams, Reader.ALERTS), Named.as("merge-alerts"));

    classify(
        events.repartition(
            Repartitioned.<String, Event>as(BY_TENANT)
                .withKeySerde(TEXT)
                .withValueSerde(new EventSerde())
                .withStreamPartitioner(new ByTenant())));
    return streams.build(settings());
  }

  /// The part behind the repartition topic, for a caller that has read the records itself and
  /// brings them by tenant to [#REPARTITION_TOPIC], all of them in one task: a replay. Alerts are
  /// read back here too.
  public Topology buildFromEvents() {
    StreamsBuilder streams = new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings())));
    classify(
        streams.stream(
                REPARTITION_TOPIC,
                Consumed.with(TEXT, new EventSerde()).withName("from-" + BY_TENANT))
            .merge(read(streams, Reader.ALERTS), Named.as("merge-alerts")));
    return streams.build(settings());
  }

  private void classify(KStream<String, Event> events) {
    KStream<String, Decision> decisions =
        events.process(
            new ClassifyTenantsSupplier(tuning, keeping, clock, watermark), Named.as("classify"));
    decisions
        .filter((id, decision) -> decision instanceof Decision.Revised, Named.as("alerts"))
        .mapValues(ClassifierTopology::bytes, Named.as("write-alerts"))
        .to(Topics.ALERTS.name(), Produced.with(TEXT, BYTES).withName("to-alerts"));
    decisions
        .filterNot((id, decision) -> decision instanceof Decision.Revised, Named.as("health"))
        .mapValues(ClassifierTopology::bytes, Named.as("write-health"))
        .to(Topics.TARGET_HEALTH.name(), Produced.with(TEXT, BYTES).withName("to-target-health"));
  }

  private static <T> KStream<String, Event> read(StreamsBuilder streams, Reader<T> reader) {
    Topic<T> topic = reader.topic();
    String name = topic.name().substring(topic.name().indexOf('.') + 1);
    KStream<byte[], Reading> readings =
        streams.stream(topic.name(), Consumed.with(BYTES, BYTES).withName("from-" + name))
            .process(() -> new ReadRecords<>(reader), Named.as("read-" + name));
    readings
        .filter((key, reading) -> reading instanceof Reading.Unreadable, Named.as("bad-" + name))
        .mapValues(ClassifierTopology::value, Named.as("keep-" + name))
        .to(topic.deadLetters(), Produced.with(BYTES, BYTES).withName("set-aside-" + name));
    return readings
        .filter((key, reading) -> reading instanceof Reading.Understood, Named.as("good-" + name))
        .map(ByTenant::keyed, Named.as("key-" + name));
  }

  private static byte @Nullable [] value(Reading reading) {
    return switch (reading) {
      case Reading.Understood readable -> null;
      case Reading.Unreadable unreadable -> unreadable.value();
    };
  }

  private static byte @Nullable [] bytes(Decision decision) {
    return switch (decision) {
      case Decision.Revised(var alert) -> Topics.ALERTS.codec().write(alert);
      case Decision.HealthSeen(var health) -> Topics.TARGET_HEALTH.codec().write(health);
      case Decision.HealthGone gone -> null;
    };
  }

  /// No topic and no store has a name that Streams made up, which would change with the code.
  private static Properties settings() {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "named-when-started:9092");
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    return settings;
  }
}
