package io.mailbuoy.contracts.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/// What every Kafka client of Mailbuoy is told of how to log in: the one place where the keys under
/// `mailbuoy.kafka.security` become the clients' own properties.
final class KafkaClients {
  static final String SECURITY = "mailbuoy.kafka.security";
  static final String PROTOCOL = SECURITY + ".protocol";
  static final String TRUST = SECURITY + ".trust";
  static final String CERTIFICATE = SECURITY + ".client-certificate";
  static final String KEY = SECURITY + ".client-key";
  static final String MECHANISM = SECURITY + ".sasl.mechanism";
  static final String USERNAME = SECURITY + ".sasl.username";
  static final String PASSWORD = SECURITY + ".sasl.password";

  static final String PLAIN = "PLAIN";
  private static final String SCRAM = "SCRAM-SHA-512";
  private static final String PEM = "PEM";

  /// The framework hands properties of these to its own clients: consumers, producers and admins
  /// take the first, Kafka Streams takes the second.
  private static final List<String> FRAMEWORK = List.of("kafka.", "kafka-streams.");

  private KafkaClients() {}

  /// Kafka's security protocol: the one that is named, or the one that the other keys ask for.
  static String protocol(Map<String, String> values) {
    boolean password = values.containsKey(USERNAME) || values.containsKey(PASSWORD);
    boolean tls = values.containsKey(CERTIFICATE) || values.containsKey(TRUST);
    return values.getOrDefault(PROTOCOL, password ? "SASL_SSL" : tls ? "SSL" : "PLAINTEXT");
  }

  static boolean overTls(String protocol) {
    return Set.of("SSL", "SASL_SSL").contains(protocol);
  }

  static boolean withPassword(String protocol) {
    return Set.of("SASL_PLAINTEXT", "SASL_SSL").contains(protocol);
  }

  /// The clients' properties, of values that were checked. They hold secrets; Kafka prints none of
  /// them.
  static Map<String, String> properties(Map<String, String> values) {
    String protocol = protocol(values);
    Map<String, String> properties = new LinkedHashMap<>();
    if (protocol.equals("PLAINTEXT")) {
      return properties; // which is what they do by themselves
    }
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
    if (overTls(protocol)) {
      tls(values, properties);
    }
    if (withPassword(protocol)) {
      String mechanism = values.getOrDefault(MECHANISM, SCRAM);
      properties.put(SaslConfigs.SASL_MECHANISM, mechanism);
      properties.put(
          SaslConfigs.SASL_JAAS_CONFIG,
          "org.apache.kafka.common.security.%s required username=%s password=%s;"
              .formatted(
                  mechanism.equals(PLAIN) ? "plain.PlainLoginModule" : "scram.ScramLoginModule",
                  quoted(values.getOrDefault(USERNAME, "")),
                  quoted(values.getOrDefault(PASSWORD, ""))));
    }
    return properties;
  }

  /// The same, under every name by which the framework looks for them.
  static Map<String, String> forTheFramework(Map<String, String> values) {
    Map<String, String> all = new LinkedHashMap<>();
    properties(values)
        .forEach((name, value) -> FRAMEWORK.forEach(prefix -> all.put(prefix + name, value)));
    return all;
  }

  private static void tls(Map<String, String> values, Map<String, String> into) {
    String trust = values.get(TRUST);
    if (trust != null) {
      into.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, PEM);
      into.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, text(trust));
    }
    String certificate = values.get(CERTIFICATE);
    if (certificate != null) {
      into.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, PEM);
      into.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(certificate));
      into.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(values.getOrDefault(KEY, certificate)));
    }
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " was read before and cannot be read now", e);
    }
  }

  /// A value as a login module's options take it.
  private static String quoted(String value) {
    String escaped =
        value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n") // a line break would end it
            .replace("\r", "\\r");
    return '"' + escaped + '"';
  }
}
