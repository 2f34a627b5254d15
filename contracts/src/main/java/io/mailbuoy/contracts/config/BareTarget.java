package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.config.MailbuoyConfig.Tls;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A target that no configuration file describes, with nothing set that only a file can set.
public interface BareTarget extends TargetConfig {
  @Override
  default Optional<String> protocol() {
    return Optional.empty();
  }

  @Override
  default Optional<List<Integer>> expectStatus() {
    return Optional.empty();
  }

  @Override
  default Optional<List<String>> resolvers() {
    return Optional.empty();
  }

  @Override
  default RoundTrip roundTrip() {
    return new NoRoundTrip();
  }

  @Override
  default PhaseTimeouts phaseTimeouts() {
    return new NoPhaseTimeouts();
  }

  @Override
  default Tls tls() {
    return new PlainTls(Optional.empty(), Optional.empty());
  }

  /// How TLS is used there.
  ///
  /// @param mode `none`, `starttls` or `implicit`; empty for what the URL says
  /// @param trust a PEM file of certificates that are trusted instead of the system's
  record PlainTls(Optional<String> mode, Optional<Path> trust) implements Tls {}
}
