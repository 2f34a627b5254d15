package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.systemtests.Receivers.Told;
import io.mailbuoy.systemtests.Receivers.ToldAll;
import io.mailbuoy.testbed.ExchangeImapServer;
import io.mailbuoy.testbed.TestCertificates;
import io.mailbuoy.testbed.TokenAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The line in containers, as `docker-compose.yml` runs it, from a mail server on this machine that
/// stops and starts to the receivers on it, while containers die.
@TestMethodOrder(OrderAnnotation.class)
class ContainersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> USERS = List.of("alice", "bob", "carol");

  @TempDir static Path folder;
  static TestCertificates certificates;
  static ExchangeImapServer imap;
  static Receivers receivers;
  static HostPorts ports;
  static Deployment deployment;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Docker.require();
    Docker.buildImages();
    certificates = TestCertificates.create();
    imap = ExchangeImapServer.start(certificates.serverContext(), new TokenAuthority());
    USERS.forEach(user -> imap.addMailbox(user, passwordOf(user)));
    receivers = Receivers.start();
    ports = new HostPorts(Docker.gateway());
    // The services run as a user of their own.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path config = Files.writeString(folder.resolve("mailbuoy.yaml"), configuration());
    deployment = Deployment.start(config.toRealPath(), secrets().toRealPath());
  }

  @AfterAll
  static void stop() {
    Stream.of(deployment, ports, receivers, imap, certificates)
        .filter(part -> part != null)
        .forEach(ContainersTest::close);
  }

  @Test
  @Order(1)
  void the_broker_has_every_topic_and_no_other() throws IOException, InterruptedException {
    List<String> topics =
        deployment
            .container("kafka")
            .execInContainer(
                "/opt/kafka/bin/kafka-topics.sh", "--bootstrap-server", "kafka:9092", "--list")
            .getStdout()
            .lines()
            .filter(name -> !name.startsWith("_") && !name.startsWith("mailbuoy-classifier-"))
            .toList();
    assertThat(topics)
        .containsExactlyInAnyOrderElementsOf(
            Topics.all().stream()
                .flatMap(topic -> Stream.of(topic.name(), topic.deadLetters()))
                .toList());
  }

  @Test
  @Order(2)
  void everybody_is_told_once_of_an_outage_and_once_of_its_end() {
    ToldAll before = receivers.told();
    imap.stop();
    awaitTold("the outage is told", before, 1, 0);
    imap.start();
    awaitTold("its end is told", before, 1, 1);
    assertThat(receivers.told().since(before)).isEqualTo(ToldAll.of(1, 1));
  }

  @Test
  @Order(3)
  void nothing_is_lost_when_each_service_dies_and_the_broker_too() {
    ToldAll before = receivers.told();
    imap.stop();
    deployment.kill("probe-service");
    deployment.kill("notifier-service");
    awaitTold("the outage is told", before, 1, 0);
    imap.start();
    deployment.kill("classifier-service");
    deployment.kill("kafka");
    awaitTold("its end is told", before, 1, 1);
    assertThat(receivers.pagerDuty.openIncidents()).isEmpty();
    Awaitility.await("all are healthy again")
        .atMost(PATIENCE)
        .until(() -> Deployment.SERVICES.stream().allMatch(deployment::healthy));
  }

  @Test
  @Order(4)
  void jars_bring_their_native_libraries_to_a_tmp_where_nothing_may_run() {
    assertThat(deployment.logs())
        .contains("probing from test") // it is the right text that is searched
        .doesNotContain("Conscrypt has no library")
        .doesNotContain("UnsatisfiedLinkError");
  }

  @Test
  @Order(5)
  void no_secret_is_in_the_logs() {
    String logs = deployment.logs();
    assertThat(logs).contains("probing from test"); // it is the right text that is searched
    USERS.forEach(user -> assertThat(logs).doesNotContain(passwordOf(user)));
    assertThat(logs).doesNotContain(receivers.teams.secret());
    assertThat(logs).doesNotContain(receivers.pagerDuty.routingKey());
  }

  /// A message may come twice where a service dies between sending it and noting that it did.
  private static void awaitTold(String what, ToldAll before, long alerts, long resolves) {
    try {
      Awaitility.await(what)
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            ToldAll told = receivers.told().since(before);
            assertThat(List.of(told.teams(), told.pagerDuty(), told.mail()))
                .allMatch(each -> atLeast(each, alerts, resolves), alerts + " and " + resolves);
          });
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + deployment.logs(), e);
    }
  }

  private static boolean atLeast(Told told, long alerts, long resolves) {
    return told.alerts() >= alerts && told.resolves() >= resolves;
  }

  private static String passwordOf(String user) {
    return "the-password-of-" + user;
  }

  private static Path secrets() throws IOException {
    Path secrets = Files.createDirectory(folder.resolve("secrets"));
    Files.copy(certificates.caPem(), secrets.resolve("ca.pem"));
    Files.writeString(secrets.resolve("teams-url"), ports.open(receivers.teams.url()).toString());
    Files.writeString(secrets.resolve("pagerduty-key"), receivers.pagerDuty.routingKey());
    for (String user : USERS) {
      Files.writeString(secrets.resolve(user), passwordOf(user));
    }
    try (Stream<Path> files = Files.list(secrets)) {
      for (Path file : files.toList()) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
    }
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));
    return secrets;
  }

  private static String configuration() {
    String url = ports.open(imap.url()).toString();
    String targets =
        USERS.stream()
            .map(user ->
                """
                    - {id: %1$s-inbox, service: own-mail, url: "%2$s", user: %1$s, auth: password,
                       password: "${file:/run/secrets/%1$s}", interval: 1s, timeout: 5s,
                       tls: {trust: /run/secrets/ca.pem}}
                """
                    .formatted(user, url))
            .collect(Collectors.joining());
    return """
    mailbuoy:
      location: test
      probe: {retries: 1, retry-delay: 500ms}
      classifier: {quiet-for: 3s, blind-after: 60s}
      targets:
    %s
      channels:
        team: {type: teams, url: "${file:/run/secrets/teams-url}"}
        oncall: {type: pagerduty, routing-key: "${file:/run/secrets/pagerduty-key}", url: "%s"}
        mail: {type: email, smtp: "%s", tls: {mode: none}, from: mailbuoy@example.org, to: [ops@example.org]}
      routes:
        - {match: {}, channels: [oncall, team, mail]}
    """
        .formatted(
            targets, ports.open(receivers.pagerDuty.url()), ports.open(receivers.mail.url()));
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
