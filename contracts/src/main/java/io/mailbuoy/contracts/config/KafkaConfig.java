package io.mailbuoy.contracts.config;

import io.smallrye.config.WithConverter;
import java.nio.file.Path;
import java.util.Optional;

/// The keys under `mailbuoy.kafka`: where the cluster is, and how to log in there. [KafkaClients]
/// makes the clients' own properties of them.
public interface KafkaConfig {
  /// Left out, `mailbuoy up` starts a broker of its own.
  Optional<String> bootstrapServers();

  Security security();

  /// How the connection is protected, in Kafka's own words.
  interface Security {
    /// Kafka's `security.protocol`. Default: what the keys beside it ask for, `SASL_SSL` with
    /// `sasl`, `SSL` with a certificate, `PLAINTEXT` without any.
    Optional<String> protocol();

    /// A PEM file of certificates that are trusted instead of the system's.
    Optional<Path> trust();

    /// A PEM file with the client's certificate, for a cluster that asks for one.
    Optional<Path> clientCertificate();

    /// A PEM file with the certificate's private key, where it does not lie in the same file.
    Optional<Path> clientKey();

    Sasl sasl();
  }

  /// A user and a password.
  interface Sasl {
    /// Kafka's `sasl.mechanism`. Default: `SCRAM-SHA-512`.
    Optional<String> mechanism();

    /// The user.
    Optional<String> username();

    /// The user's password.
    @WithConverter(Secret.FromText.class)
    Optional<Secret> password();
  }
}
