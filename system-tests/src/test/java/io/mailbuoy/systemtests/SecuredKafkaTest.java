package io.mailbuoy.systemtests;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.kafka.Access;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// On a cluster with TLS, passwords and an authoriser, each service does its work with what
/// [Access] allows it, and nobody can do more.
@TestMethodOrder(OrderAnnotation.class)
class SecuredKafkaTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<Access> SERVICES =
      List.of(Access.PROBE_SERVICE, Access.CLASSIFIER_SERVICE, Access.NOTIFIER_SERVICE);

  @TempDir static Path folder;
  static SecuredBroker broker;
  static Receivers receivers;
  static final Map<Access, ServiceProcess> services = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws IOException, ExecutionException, InterruptedException {
    broker = SecuredBroker.start(folder);
    receivers = Receivers.start();
    for (Access service : SERVICES) {
      services.put(
          service,
          ServiceProcess.start(
              service.party(),
              "192m",
              Files.writeString(folder.resolve(service.party() + ".yaml"), configuration(service)),
              broker.bootstrapServers(),
              environment(service)));
    }
  }

  @AfterAll
  static void stop() {
    services.values().forEach(ServiceProcess::close);
    receivers.close();
    broker.close();
  }

  private static Map<String, String> environment(Access party) {
    Map<String, String> environment = new HashMap<>(Line.secrets(receivers));
    environment.put("KAFKA_PASSWORD", SecuredBroker.passwordOf(party));
    // What was read is deleted while the test looks on, and not half a minute later.
    environment.put("JAVA_TOOL_OPTIONS", "-Dkafka-streams.repartition.purge.interval.ms=500");
    return environment;
  }

  /// Mailboxes at a port where nobody listens, which is seen, decided and told within seconds.
  private static String configuration(Access service) throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    return """
    mailbuoy:
      location: test
      probe: {retries: 1, retry-delay: 500ms}
      classifier: {quiet-for: 3s, blind-after: 60s}
      targets:
        - {id: a, service: own-mail, url: "imap://127.0.0.1:%1$d", interval: 1s, timeout: 2s}
        - {id: b, service: own-mail, url: "imap://127.0.0.1:%1$d", interval: 1s, timeout: 2s}
    """
            .formatted(nobody)
        + receivers.configuration()
        + broker.configuration(service);
  }

  /// What a client of a party is told, by way of a configuration file.
  private static Map<String, Object> client(Access party, String password) {
    ConfigFile file =
        ConfigFile.parse(
            "mailbuoy.yaml",
            "mailbuoy:\n" + broker.configuration(party),
            Map.of(
                "KAFKA_PASSWORD",
                password,
                "MAILBUOY_KAFKA_BOOTSTRAP_SERVERS",
                broker.bootstrapServers()));
    assertThat(file.report().faults()).isEmpty();
    Map<String, Object> client = new HashMap<>(file.kafkaSecurity());
    client.put("bootstrap.servers", broker.bootstrapServers());
    return client;
  }

  private static Map<String, Object> client(Access party) {
    return client(party, SecuredBroker.passwordOf(party));
  }

  @Test
  @Order(1)
  void whatIsSeenIsDecidedAndTold() {
    Awaitility.await("everybody is told")
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          Receivers.ToldAll told = receivers.told();
          assertThat(
                  List.of(told.teams().alerts(), told.pagerDuty().alerts(), told.mail().alerts()))
              .as(this::outputs)
              .allMatch(alerts -> alerts >= 1);
        });
    assertThat(read(Topics.DELIVERIES.name())).isNotEmpty();
    assertThat(read(Topics.TARGET_HEALTH.name())).isNotEmpty();
    assertThat(outputs())
        .doesNotContain("AuthorizationException")
        .doesNotContain("AuthenticationException")
        .doesNotContain("cannot be reached")
        .doesNotContain("not accept")
        .doesNotContain("secret");
    SERVICES.forEach(
        service -> assertThat(outputs()).doesNotContain(SecuredBroker.passwordOf(service)));
  }

  @Test
  @Order(2)
  void whatCannotBeReadIsSetAside() {
    List<Topic<?>> read =
        List.of(
            Topics.TARGETS,
            Topics.PROBE_RESULTS,
            Topics.SERVICE_INCIDENTS,
            Topics.CHANGES,
            Topics.ALERTS,
            Topics.ALERT_COMMANDS,
            Topics.DELIVERIES);
    try (KafkaProducer<String, byte[]> producer = producer(asAdmin())) {
      for (Topic<?> topic : read) {
        var _ =
            producer.send(
                new ProducerRecord<>(topic.name(), "odd", bytes("no event, " + topic.name())));
      }
      producer.flush();
    }
    for (Topic<?> topic : read) {
      Awaitility.await("what cannot be read of " + topic.name() + " is set aside")
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(read(topic.deadLetters()))
                  .as(this::outputs)
                  .anyMatch(record ->
                      new String(record.value(), StandardCharsets.UTF_8)
                          .equals("no event, " + topic.name())));
    }
  }

  /// Nobody has tried anything else yet.
  @Test
  @Order(3)
  void theServicesHaveAskedForNothingThatTheyMayNot() {
    assertThat(broker.refused()).isEmpty();
  }

  @Test
  void theBrokerAllowsEachPartyWhatTheTableSaysAndNoMore() throws Exception {
    Set<String> topics = new TreeSet<>();
    Topics.all().forEach(topic -> topics.addAll(List.of(topic.name(), topic.deadLetters())));
    try (KafkaProducer<String, byte[]> producer = producer(asAdmin())) {
      for (String topic : topics) {
        var _ = producer.send(new ProducerRecord<>(topic, 0, "odd", bytes("-")));
      }
    }
    for (Access party : Access.all()) {
      for (String topic : topics) {
        try (KafkaProducer<String, byte[]> producer = producer(client(party))) {
          assertThat(may(() -> producer.partitionsFor(topic)))
              .as(party.party() + " describes " + topic)
              .isEqualTo(!granted(party, topic).isEmpty());
        }
      }
      assertThat(cannotRead(party, topics)).isEqualTo(without(party, topics, AclOperation.READ));
    }
  }

  private static Set<String> without(Access party, Set<String> topics, AclOperation operation) {
    return topics.stream()
        .filter(topic -> !granted(party, topic).contains(operation))
        .collect(toSet());
  }

  private static Set<AclOperation> granted(Access party, String topic) {
    return party.grants().stream()
        .filter(grant -> grant.name().equals(topic))
        .flatMap(grant -> grant.operations().stream())
        .collect(toSet());
  }

  private static boolean may(Runnable action) {
    try {
      action.run();
      return true;
    } catch (TopicAuthorizationException e) {
      return false;
    }
  }

  private static Set<String> cannotRead(Access party, Set<String> topics) {
    return topics.stream().filter(topic -> !may(() -> readOne(party, topic))).collect(toSet());
  }

  private static void readOne(Access party, String topic) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(client(party))) {
      try {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        assertThat(consumer.poll(Duration.ofSeconds(20))).as(topic).isNotEmpty();
      } finally {
        consumer.unsubscribe(); // or closing would fail as reading did
      }
    }
  }

  @Test
  void whoMayNotWriteIsRefused() {
    List<Topic<?>> classifier = List.of(Topics.PROBE_RESULTS, Topics.TARGETS, Topics.DELIVERIES);
    classifier.forEach(topic -> refusedToWrite(Access.CLASSIFIER_SERVICE, topic));
    List<Topic<?>> probe = List.of(Topics.ALERTS, Topics.ALERT_COMMANDS, Topics.TARGET_HEALTH);
    probe.forEach(topic -> refusedToWrite(Access.PROBE_SERVICE, topic));
    List<Topic<?>> notifier = List.of(Topics.TARGETS, Topics.PROBE_RESULTS, Topics.CHANGES);
    notifier.forEach(topic -> refusedToWrite(Access.NOTIFIER_SERVICE, topic));
    Topics.all().forEach(topic -> refusedToWrite(Access.AUTOSCALER, topic));
  }

  private static void refusedToWrite(Access party, Topic<?> topic) {
    try (KafkaProducer<String, byte[]> producer = producer(client(party))) {
      assertThatThrownBy(() ->
              producer
                  .send(new ProducerRecord<>(topic.name(), "k", bytes("{}")))
                  .get(20, TimeUnit.SECONDS))
          .as(party.party() + " writes " + topic.name())
          .hasCauseInstanceOf(AuthorizationException.class);
    }
  }

  @Test
  void nobodyTakesPartInTheGroupOfAnother() {
    Map<String, Object> settings = client(Access.NOTIFIER_SERVICE);
    settings.put("group.id", "mailbuoy-classifier");
    try (KafkaConsumer<String, byte[]> consumer = consumer(settings)) {
      consumer.subscribe(List.of(Topics.ALERTS.name()));
      assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(20)))
          .isInstanceOf(GroupAuthorizationException.class);
    }
  }

  @Test
  void noServiceMakesATopic() {
    for (Access party : Access.all()) {
      try (Admin admin = Admin.create(client(party))) {
        assertThatThrownBy(() ->
                admin
                    .createTopics(List.of(new NewTopic("mailbuoy.more", 1, (short) 1)))
                    .all()
                    .get())
            .as(party.party())
            .hasCauseInstanceOf(TopicAuthorizationException.class);
      }
    }
  }

  @Test
  void whoHasAnotherPasswordIsNobody() {
    try (Admin admin = Admin.create(client(Access.PROBE_SERVICE, "guessed"))) {
      assertThatThrownBy(() -> admin.listTopics().names().get())
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  @Test
  void whatIsRefusedIsHeardOfHere() {
    refusedToWrite(Access.PROBE_SERVICE, Topics.ALERTS);
    assertThat(broker.refused())
        .anyMatch(line -> line.contains("User:probe-service") && line.contains("mailbuoy.alerts"));
  }

  @Test
  void theAutoscalerSeesHowFarTheServicesAre() throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(client(Access.AUTOSCALER))) {
      assertThat(
              admin
                  .listOffsets(
                      Map.of(
                          new TopicPartition(Topics.PROBE_RESULTS.name(), 0), OffsetSpec.latest(),
                          new TopicPartition(Topics.ALERTS.name(), 0), OffsetSpec.latest()))
                  .all()
                  .get())
          .hasSize(2);
      for (String group : List.of("mailbuoy-classifier", "mailbuoy-notifier")) {
        assertThat(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get())
            .isNotNull();
      }
    }
  }

  private String outputs() {
    StringBuilder all = new StringBuilder();
    services.forEach((service, process) ->
        all.append(service.party()).append(":\n").append(process.output()).append('\n'));
    return all.toString();
  }

  private static Map<String, Object> asAdmin() {
    try {
      return broker.asAdmin();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ConsumerRecord<String, byte[]>> read(String topic) {
    try (KafkaConsumer<String, byte[]> consumer = consumer(asAdmin())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(Map<String, Object> client) {
    return new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static KafkaProducer<String, byte[]> producer(Map<String, Object> client) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("max.block.ms", 20_000);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
