package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.testbed.Microsoft365;
import io.mailbuoy.testbed.PagerDutyReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person gets who makes a mistake: the place and the remedy, and never a secret.
class BadInputTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "do-not-print-me";

  @TempDir Path folder;

  @Test
  void a_faulty_file_stops_the_start_with_every_fault() throws IOException {
    Path file = folder.resolve("mailbuoy.yaml");
    Files.writeString(
        file,
        """
        mailbuoy:
          targts: []
          targets:
            - {id: inbox, service: own, url: "imaps://localhost:993", user: u, password: %s, interval: soon}
          channels:
            team: {type: teams}
          routes:
            - {match: {}, channels: [nobody]}
        """
            .formatted(SECRET));

    try (MailbuoyProcess up = up(file, Map.of())) {
      assertThat(up.awaitExit(PATIENCE)).isEqualTo(2);
      assertThat(up.output())
          .contains("mailbuoy.targts")
          .contains("'targets'")
          .contains("mailbuoy.targets[0].interval")
          .contains("'soon'")
          .contains("mailbuoy.channels.team.url")
          .contains("mailbuoy.routes[0].channels[0]")
          .contains("'nobody'")
          .doesNotContain(SECRET)
          .doesNotContain("mailbuoy is up");
    }
  }

  @Test
  void an_unreachable_broker_is_named_with_its_key() throws IOException {
    Path file = folder.resolve("mailbuoy.yaml");
    String nowhere = "127.0.0.1:" + unusedPort();
    Files.writeString(
        file,
        """
        mailbuoy:
          kafka: {bootstrap-servers: "%s"}
          targets:
            - {id: web, service: web, url: "http://localhost:1/"}
        """
            .formatted(nowhere));

    try (MailbuoyProcess up = up(file, Map.of())) {
      assertThat(up.awaitExit(PATIENCE)).isNotZero();
      assertThat(up.output()).contains(nowhere).contains("mailbuoy.kafka.bootstrap-servers");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"probe-service", "classifier-service", "notifier-service"})
  void a_service_by_itself_asks_for_its_broker(String module) throws Exception {
    Path jar = MailbuoyProcess.root().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process service =
        new ProcessBuilder(java.toString(), "-jar", jar.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();

    String said = new String(service.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(service.waitFor()).isEqualTo(2);
    assertThat(said)
        .contains("mailbuoy.kafka.bootstrap-servers is missing")
        .contains("MAILBUOY_KAFKA_BOOTSTRAP_SERVERS");
  }

  @Test
  void a_wrong_client_secret_is_called_ours_and_is_not_printed() throws IOException {
    try (Microsoft365 microsoft = Microsoft365.start(3);
        PagerDutyReceiver pagerDuty = PagerDutyReceiver.start()) {
      Path file = folder.resolve("mailbuoy.yaml");
      Files.writeString(file, withTenant(microsoft, pagerDuty));
      try (MailbuoyProcess up = up(file, Map.of("CONTOSO_SECRET", SECRET))) {
        up.awaitLine("mailbuoy is up");
        Awaitility.await("a page about our credential")
            .atMost(PATIENCE)
            .until(() ->
                pagerDuty.received().stream()
                    .anyMatch(event -> event.body().contains("credential-rejected")));
        up.stop();
        assertThat(up.output()).doesNotContain(SECRET);
        assertThat(pagerDuty.received())
            .allSatisfy(event -> assertThat(event.body()).doesNotContain(SECRET));
      }
    }
  }

  private static String withTenant(Microsoft365 microsoft, PagerDutyReceiver pagerDuty) {
    StringBuilder targets = new StringBuilder();
    microsoft
        .mailboxes()
        .forEach(user ->
            targets.append(
                """
                    - {id: "%s", tenant: contoso, service: exchange-online, url: "%s", user: "%s",
                       interval: 1s, timeout: 5s, tls: {trust: "%s"}}
                """
                    .formatted(
                        user.replace('@', '-'),
                        microsoft.imap().url(),
                        user,
                        microsoft.certificates().caPem())));
    return """
    mailbuoy:
      tenants:
        contoso: {directory-id: %s, client-id: %s, client-secret: "${CONTOSO_SECRET}", token-url: "%s", graph-url: "%s"}
      channels:
        oncall: {type: pagerduty, routing-key: %s, url: "%s"}
      routes:
        - {match: {}, channels: [oncall]}
      targets:
    %s\
    """
        .formatted(
            microsoft.directoryId(),
            microsoft.clientId(),
            microsoft.cloud().tokenUrl(microsoft.directoryId()),
            microsoft.cloud().graphUrl(),
            pagerDuty.routingKey(),
            pagerDuty.url(),
            targets);
  }

  private MailbuoyProcess up(Path file, Map<String, String> environment) {
    return MailbuoyProcess.run(
        folder, environment, List.of("up", "-c", file.toString(), "--data", "data"));
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
