package io.mailbuoy.systemtests;

import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Dovecot with three mailboxes, `./mailbuoy up` watching them every second, and the three
/// receivers.
final class Line implements AutoCloseable {
  static final List<String> USERS = List.of("alice", "bob", "carol");

  final TestCertificates certificates;
  final DovecotServer dovecot;
  final Receivers receivers;
  final MailbuoyProcess mailbuoy;
  final Path folder;

  private Line(
      Path folder,
      TestCertificates certificates,
      DovecotServer dovecot,
      Receivers receivers,
      MailbuoyProcess mailbuoy) {
    this.folder = folder;
    this.certificates = certificates;
    this.dovecot = dovecot;
    this.receivers = receivers;
    this.mailbuoy = mailbuoy;
  }

  static Line start(Path folder) throws IOException {
    TestCertificates certificates = TestCertificates.create();
    DovecotServer dovecot =
        DovecotServer.start(Files.createDirectory(folder.resolve("dovecot")), certificates, USERS);
    Receivers receivers = Receivers.start();
    Path file = folder.resolve("mailbuoy.yaml");
    Files.writeString(file, configuration(certificates, dovecot, receivers));
    MailbuoyProcess mailbuoy =
        MailbuoyProcess.run(
            folder, secrets(receivers), List.of("up", "-c", file.toString(), "--data", "data"));
    Line line = new Line(folder, certificates, dovecot, receivers, mailbuoy);
    try {
      for (String user : USERS) {
        healthy(folder, file, user + "-inbox", receivers);
      }
      mailbuoy.awaitLine("mailbuoy is up");
    } catch (AssertionError e) {
      line.close();
      throw e;
    }
    return line;
  }

  /// Without mailboxes that work there is nothing that could break.
  private static void healthy(Path folder, Path file, String target, Receivers receivers) {
    try (MailbuoyProcess check =
        MailbuoyProcess.run(
            folder, secrets(receivers), List.of("check", target, "-c", file.toString()))) {
      if (check.awaitExit(Duration.ofSeconds(60)) != 0) {
        throw new AssertionError("the mailbox is not healthy:\n" + check.output());
      }
    }
  }

  static Map<String, String> secrets(Receivers receivers) {
    Map<String, String> secrets = new HashMap<>();
    USERS.forEach(user -> secrets.put(variableOf(user), DovecotServer.passwordOf(user)));
    secrets.put("TEAMS_URL", receivers.teams.url().toString());
    secrets.put("PD_KEY", receivers.pagerDuty.routingKey());
    return secrets;
  }

  private static String variableOf(String user) {
    return "PASSWORD_OF_" + user.toUpperCase(Locale.ROOT);
  }

  private static String configuration(
      TestCertificates certificates, DovecotServer dovecot, Receivers receivers) {
    String targets =
        USERS.stream()
            .map(user ->
                """
                    - {id: %1$s-inbox, service: own-mail, url: "%2$s", user: %1$s, auth: password,
                       password: "${%3$s}", interval: 1s, timeout: 5s, tls: {trust: "%4$s"}}
                """
                    .formatted(user, dovecot.url(), variableOf(user), certificates.caPem()))
            .collect(Collectors.joining());
    return """
    mailbuoy:
      location: test
      probe: {retries: 1, retry-delay: 500ms}
      classifier: {quiet-for: 3s, blind-after: 60s}
      targets:
    """
        + targets
        + receivers.configuration();
  }

  /// The address of the broker that `up` has started, as its children know it.
  String bootstrapServers() throws IOException {
    long pid = mailbuoy.service("notifier-service").pid();
    String name = "MAILBUOY_KAFKA_BOOTSTRAP_SERVERS=";
    return Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1)
        .transform(environment -> Stream.of(environment.split("\0", -1)))
        .filter(entry -> entry.startsWith(name))
        .map(entry -> entry.substring(name.length()))
        .findFirst()
        .orElseThrow();
  }

  /// Every record of the topics, oldest first within a partition.
  static List<ConsumerRecord<String, byte[]>> readAll(
      String bootstrapServers, List<String> topics) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic ->
                  consumer.partitionsFor(topic).stream()
                      .map(info -> new TopicPartition(topic, info.partition())))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      Map<String, ConsumerRecord<String, byte[]>> records = new TreeMap<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record ->
                records.put(
                    "%s/%03d/%012d".formatted(record.topic(), record.partition(), record.offset()),
                    record));
      }
      return List.copyOf(records.values());
    }
  }

  static KafkaProducer<String, byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /// Every file under the data folder, and what Mailbuoy printed.
  String everythingWritten() {
    StringBuilder text = new StringBuilder(mailbuoy.output());
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  @Override
  public void close() {
    mailbuoy.close();
    dovecot.close();
    receivers.close();
    certificates.close();
  }
}
