package io.mailbuoy.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  private static final Duration CLEAN_STOP = Duration.ofSeconds(10);

  @TempDir Path data;

  @Test
  void the_topics_are_those_of_the_contract_with_its_settings() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(data);
        Admin admin = admin(broker)) {
      TopicSetup first = broker.createTopics();
      TopicSetup second = broker.createTopics();

      Map<String, Map<String, String>> expected = new TreeMap<>();
      for (Topic<?> topic : Topics.all()) {
        expected.put(topic.name(), topic.settings());
        expected.put(topic.deadLetters(), Topic.deadLetterSettings());
      }
      assertThat(first.created()).containsExactlyInAnyOrderElementsOf(expected.keySet());
      assertThat(second.created()).isEmpty();
      assertThat(second.present()).containsExactlyInAnyOrderElementsOf(expected.keySet());
      assertThat(settings(admin)).isEqualTo(expected);
      // The classifier merges its inputs by key, so all of them have the same number of partitions.
      assertThat(partitionCounts(admin)).containsOnly(EmbeddedBroker.PARTITIONS);
    }
  }

  @Test
  void the_data_are_there_after_a_restart() throws Exception {
    String topic = Topics.ALERTS.name();
    String cluster;
    try (EmbeddedBroker broker = EmbeddedBroker.start(data)) {
      broker.createTopics();
      cluster = clusterId(broker);
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        producer
            .send(new ProducerRecord<>(topic, 0, "key".getBytes(UTF_8), "kept".getBytes(UTF_8)))
            .get();
      }
    }

    EmbeddedBroker again = EmbeddedBroker.start(data);
    assertThat(clusterId(again)).isEqualTo(cluster);
    assertThat(again.createTopics().created()).isEmpty();
    assertThat(firstValue(again, new TopicPartition(topic, 0))).isEqualTo("kept");

    long begin = System.nanoTime();
    again.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(CLEAN_STOP);
    again.close(); // does nothing
  }

  /// A broker takes a partition over some time after it said that the topic is there. What is
  /// written meanwhile may be turned away and what follows it taken, and then the first records are
  /// refused for as long as their producer tries (KAFKA-15591).
  @Test
  void what_is_written_as_soon_as_the_topics_are_there_is_taken() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(data);
        Admin admin = admin(broker)) {
      for (int round = 0; round < 8; round++) {
        broker.createTopics();
        List<Future<RecordMetadata>> sent = burst(broker);
        for (Future<RecordMetadata> each : sent) {
          assertThat(each.get().hasOffset()).isTrue();
        }
        admin.deleteTopics(admin.listTopics().names().get()).all().get();
      }
    }
  }

  private static List<Future<RecordMetadata>> burst(EmbeddedBroker broker) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "request.timeout.ms", 4_000,
            "delivery.timeout.ms", 5_000);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int number = 0; number < 5_000; number++) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    Topics.PROBE_RESULTS.name(),
                    number % EmbeddedBroker.PARTITIONS,
                    null,
                    new byte[500])));
      }
    }
    return sent;
  }

  @Test
  void a_folder_that_is_in_use_is_refused() {
    try (EmbeddedBroker broker = EmbeddedBroker.start(data)) {
      assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
      assertThatExceptionOfType(BrokerException.class)
          .isThrownBy(() -> EmbeddedBroker.start(data))
          .withMessageContaining("in use by another Mailbuoy")
          .withMessageContaining("process " + ProcessHandle.current().pid())
          .withMessageContaining("--data");
    }
  }

  @Test
  void a_folder_that_cannot_be_made_is_named() throws Exception {
    Path file = Files.writeString(data.resolve("file"), "in the way");

    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> EmbeddedBroker.start(file))
        .withMessageContaining(file.toString())
        .withMessageContaining("--data");
  }

  @Test
  void an_unreachable_cluster_is_named_with_its_key() throws Exception {
    int unused;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = socket.getLocalPort();
    }
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> TopicSetup.on(Cluster.open("127.0.0.1:" + unused), Duration.ofSeconds(1)))
        .withMessageContaining("127.0.0.1:" + unused)
        .withMessageContaining("within 1 s")
        .withMessageContaining("mailbuoy.kafka.bootstrap-servers");
  }

  @Test
  void an_address_that_is_none_is_named_with_its_key() {
    assertThatExceptionOfType(BrokerException.class)
        .isThrownBy(() -> TopicSetup.on(Cluster.open("not an address"), Duration.ofSeconds(1)))
        .withMessageContaining("not an address")
        .withMessageContaining("mailbuoy.kafka.bootstrap-servers");
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static String clusterId(EmbeddedBroker broker) throws Exception {
    try (Admin admin = admin(broker)) {
      return admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS);
    }
  }

  /// What was set on each topic itself, not inherited from the broker.
  private static Map<String, Map<String, String>> settings(Admin admin) throws Exception {
    List<ConfigResource> resources =
        names().stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<ConfigResource, Config> described =
        admin.describeConfigs(resources).all().get(10, TimeUnit.SECONDS);
    Map<String, Map<String, String>> settings = new TreeMap<>();
    described.forEach((resource, config) ->
        settings.put(
            resource.name(),
            config.entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value))));
    return settings;
  }

  private static List<Integer> partitionCounts(Admin admin) throws Exception {
    return admin.describeTopics(names()).allTopicNames().get(10, TimeUnit.SECONDS).values().stream()
        .map(topic -> topic.partitions().size())
        .toList();
  }

  private static List<String> names() {
    return TopicSetup.plan().stream().map(NewTopic::name).toList();
  }

  private static String firstValue(EmbeddedBroker broker, TopicPartition partition) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return new String(
          consumer.poll(Duration.ofSeconds(10)).records(partition).getFirst().value(), UTF_8);
    }
  }
}
