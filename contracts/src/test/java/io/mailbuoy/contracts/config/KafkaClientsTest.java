package io.mailbuoy.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The keys under `mailbuoy.kafka.security` become what Kafka's own clients understand.
class KafkaClientsTest {
  @TempDir static Path folder;

  private static Map<String, String> of(String security, Map<String, String> environment) {
    ConfigFile file =
        Fixtures.parse(
            "mailbuoy:\n  kafka:\n    bootstrap-servers: broker:9093\n    security: " + security,
            environment);
    assertThat(file.report().faults()).isEmpty();
    return file.kafkaSecurity();
  }

  @Test
  void whoSaysNothingLogsInWithoutAnything() {
    assertThat(of("{}", Map.of())).isEmpty();
    assertThat(of("{protocol: PLAINTEXT}", Map.of())).isEmpty();
  }

  @Test
  void theProtocolFollowsFromTheOtherKeys() throws IOException {
    Files.writeString(
        folder.resolve("ca.pem"),
        Repository.read("contracts/src/test/resources/config/own-ca.pem"));
    assertThat(of("{trust: " + folder + "/ca.pem}", Map.of()))
        .containsEntry("security.protocol", "SSL")
        .containsEntry("ssl.truststore.type", "PEM");
    assertThat(of("{sasl: {username: a, password: '${P}'}}", Map.of("P", "b")))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
    assertThat(of("{protocol: SSL}", Map.of())).containsExactlyEntriesOf(ssl());
  }

  private static Map<String, String> ssl() {
    return Map.of("security.protocol", "SSL");
  }

  @Test
  void theClientsTakeWhatTheyAreGiven() throws IOException {
    Fixtures.writeClientCertificate(folder);
    Files.writeString(
        folder.resolve("ca.pem"),
        Repository.read("contracts/src/test/resources/config/own-ca.pem"));
    Map<String, String> security =
        of(
            "{trust: DIR/ca.pem, client-certificate: DIR/client.pem, client-key: DIR/client-key.pem}"
                .replace("DIR", folder.toString()),
            Map.of());
    Map<String, Object> settings = new HashMap<>(security);
    settings.put("bootstrap.servers", "broker:9093");
    AdminClientConfig client = new AdminClientConfig(settings);
    assertThat(client.getPassword("ssl.keystore.key").value())
        .isEqualTo(Files.readString(folder.resolve("client-key.pem")).strip());
    assertThat(client.toString()).doesNotContain("PRIVATE KEY");
    assertThat(AdminClientConfig.configNames()).containsAll(security.keySet());
  }

  static List<String> oddSecrets() {
    return SecretsTest.oddSecrets();
  }

  @ParameterizedTest
  @MethodSource("oddSecrets")
  void everyPasswordArrivesUnchanged(String secret) {
    Map<String, String> security =
        of(
            "{protocol: SASL_SSL, sasl: {username: '${U}', password: '${P}'}}",
            Map.of("P", secret, "U", "a\"b"));
    Password jaas = new Password(security.get("sasl.jaas.config"));
    JaasContext context = JaasContext.loadClientContext(Map.of("sasl.jaas.config", jaas));
    AppConfigurationEntry login = context.configurationEntries().getFirst();
    assertThat(login.getOptions().get("username")).isEqualTo("a\"b");
    assertThat(login.getOptions().get("password")).isEqualTo(secret);
  }

  @Test
  void theFrameworkIsHandedTheSameForEveryClient() {
    ConfigFile file =
        Fixtures.parse(
            """
            mailbuoy:
              kafka:
                bootstrap-servers: broker:9093
                security: {sasl: {mechanism: PLAIN, username: u, password: "${P}"}}
            kafka: {sasl.mechanism: OAUTHBEARER}
            """,
            Map.of("P", "a$b"));
    Properties source = new Properties();
    source.putAll(file.source().getProperties());
    assertThat(source)
        .containsEntry("kafka.security.protocol", "SASL_SSL")
        .containsEntry("kafka-streams.security.protocol", "SASL_SSL")
        .containsEntry("kafka-streams.sasl.mechanism", "PLAIN")
        .containsEntry("kafka.sasl.mechanism", "OAUTHBEARER") // which the file has by its own name
        .containsEntry(
            "kafka.sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\""
                + " password=\"a\\$b\";");
  }

  @Test
  void aPasswordInTheClearIsWarnedAbout() {
    ConfigFile file =
        Fixtures.parse(
            """
            mailbuoy:
              kafka:
                bootstrap-servers: broker:9092
                security: {protocol: SASL_PLAINTEXT, sasl: {mechanism: PLAIN, username: u, password: "${P}"}}
            """,
            Map.of("P", "hunter2"));
    assertThat(file.report().warnings().toString())
        .contains("sasl.mechanism: sends the password in clear text without TLS")
        .doesNotContain("hunter2");
  }
}
