package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.config.MailbuoyConfig.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One of the name servers that a target names. It is a target of its own, because a name server
/// that is broken and a name that is gone are told apart by who knows it and who does not.
record NameServerTarget(TargetConfig whole, String id, String url) implements TargetConfig {
  /// The target itself, or one for each of its name servers.
  static List<TargetConfig> each(TargetConfig target) {
    return target
        .resolvers()
        .<List<TargetConfig>>map(
            servers -> servers.stream().<TargetConfig>map(server -> of(target, server)).toList())
        .orElse(List.of(target));
  }

  private static NameServerTarget of(TargetConfig target, String server) {
    URI url = URI.create(target.url());
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return new NameServerTarget(
        target, target.id() + "@" + server, "dns://" + server + "/" + url.getHost() + query);
  }

  @Override
  public Optional<String> tenant() {
    return whole.tenant();
  }

  @Override
  public String service() {
    return whole.service();
  }

  @Override
  public String role() {
    return whole.role();
  }

  @Override
  public Optional<String> user() {
    return whole.user();
  }

  @Override
  public Optional<String> auth() {
    return whole.auth();
  }

  @Override
  public Optional<Secret> password() {
    return whole.password();
  }

  @Override
  public Duration interval() {
    return whole.interval();
  }

  @Override
  public Duration timeout() {
    return whole.timeout();
  }

  @Override
  public Optional<String> protocol() {
    return whole.protocol();
  }

  @Override
  public Optional<List<Integer>> expectStatus() {
    return whole.expectStatus();
  }

  @Override
  public Optional<List<String>> resolvers() {
    return Optional.empty();
  }

  @Override
  public RoundTrip roundTrip() {
    return whole.roundTrip();
  }

  @Override
  public PhaseTimeouts phaseTimeouts() {
    return whole.phaseTimeouts();
  }

  @Override
  public Tls tls() {
    return whole.tls();
  }
}
