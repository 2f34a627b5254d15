package io.mailbuoy.contracts.config;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// What must fit together under `mailbuoy.kafka`.
///
/// @param values the good values of the file by their full keys
/// @param missing takes a key that is missing, and why it is needed
/// @param wrong takes a key that does not fit, and why
/// @param doubtful takes a key that works and should be thought about, and why
record KafkaCheck(
    Map<String, String> values,
    BiConsumer<String, String> missing,
    BiConsumer<String, String> wrong,
    BiConsumer<String, String> doubtful) {
  private static final String ADDRESS = "mailbuoy.kafka.bootstrap-servers";

  void run() {
    String protocol = KafkaClients.protocol(values);
    if (!KafkaClients.overTls(protocol)) {
      alien(
          List.of(KafkaClients.TRUST, KafkaClients.CERTIFICATE, KafkaClients.KEY),
          "is for the protocols SSL and SASL_SSL; the protocol is " + protocol);
    }
    if (!KafkaClients.withPassword(protocol)) {
      alien(
          List.of(KafkaClients.MECHANISM, KafkaClients.USERNAME, KafkaClients.PASSWORD),
          "is for the protocols SASL_SSL and SASL_PLAINTEXT; the protocol is " + protocol);
    } else {
      missing.accept(KafkaClients.USERNAME, "is missing; the protocol is " + protocol);
      missing.accept(KafkaClients.PASSWORD, "is missing; the protocol is " + protocol);
    }
    if (!protocol.equals("PLAINTEXT")) {
      missing.accept(
          ADDRESS, "is missing; mailbuoy.kafka.security is about the cluster that it names");
    }
    if (protocol.equals("SASL_PLAINTEXT")
        && KafkaClients.PLAIN.equals(values.get(KafkaClients.MECHANISM))) {
      doubtful.accept(
          KafkaClients.MECHANISM,
          "sends the password in clear text without TLS; use SASL_SSL, or SCRAM-SHA-512");
    }
  }

  private void alien(List<String> keys, String reason) {
    keys.stream().filter(values::containsKey).forEach(key -> wrong.accept(key, reason));
  }
}
