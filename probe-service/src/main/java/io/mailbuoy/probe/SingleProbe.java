package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.BareTarget;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig.Tenant;
import io.mailbuoy.contracts.config.MailbuoyConfig.Tls;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Target;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Probes one target, now and as often as it is asked to, without schedule, retry or Kafka. It is
/// safe for threads.
public final class SingleProbe implements AutoCloseable {
  private final Toolbox tools;
  private final Watched watched;
  private final String location;
  private final Clock clock;

  private SingleProbe(
      TargetConfig target, Map<String, Tenant> tenants, String location, Clock clock) {
    this.tools = new Toolbox(tenants, clock);
    this.location = location;
    this.clock = clock;
    this.watched =
        switch (Protocols.probeFor(target, tools)) {
          case Protocols.Choice.Found(Watched found) -> found;
          case Protocols.Choice.None(String reason) -> {
            tools.close();
            throw new IllegalArgumentException(reason);
          }
        };
  }

  /// A target of a configuration.
  ///
  /// @throws IllegalArgumentException where it cannot be probed, with a sentence for the user
  public static SingleProbe of(MailbuoyConfig config, TargetConfig target, Clock clock) {
    return new SingleProbe(target, config.tenants(), config.location(), clock);
  }

  /// A URL without a configuration.
  ///
  /// @throws IllegalArgumentException where it cannot be probed, with a sentence for the user
  public static SingleProbe of(Plain target, Clock clock) {
    return new SingleProbe(target, Map.of(), ProbeResult.DEFAULT_LOCATION, clock);
  }

  /// Probes once. Never throws.
  public static ProbeResult run(MailbuoyConfig config, TargetConfig target, Clock clock) {
    try (SingleProbe probe = of(config, target, clock)) {
      return probe.run();
    }
  }

  /// Probes once. Never throws.
  public static ProbeResult run(Plain target, Clock clock) {
    try (SingleProbe probe = of(target, clock)) {
      return probe.run();
    }
  }

  /// Probes once. Never throws.
  public ProbeResult run() {
    Instant startedAt = clock.instant();
    long began = System.nanoTime();
    var seen = watched.probe().observe();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return ResultOf.observation(seen, watched.target(), location, Ids.next(), 1, startedAt, took);
  }

  /// What is probed.
  public Target target() {
    return watched.target();
  }

  @Override
  public void close() {
    tools.close();
  }

  /// A URL, as somebody types it.
  ///
  /// @param id by what it is called in the result
  /// @param trust a PEM file of certificates that are trusted instead of the system's
  /// @param tlsMode `none` turns STARTTLS off
  public record Plain(
      String id,
      String url,
      Optional<String> user,
      Optional<Secret> password,
      Optional<Path> trust,
      Optional<String> tlsMode,
      Duration timeout)
      implements BareTarget {
    /// A URL with what most have. The user needs a password.
    public static Plain of(String url, Optional<String> user, Optional<Secret> password) {
      return new Plain(
          url, url, user, password, Optional.empty(), Optional.empty(), Duration.ofSeconds(30));
    }

    @Override
    public Optional<String> tenant() {
      return Optional.empty();
    }

    @Override
    public String service() {
      return "unnamed";
    }

    @Override
    public String role() {
      return "subject";
    }

    @Override
    public Optional<String> auth() {
      return Optional.of(password.isPresent() ? "password" : "none");
    }

    @Override
    public Duration interval() {
      return Duration.ofMinutes(1);
    }

    @Override
    public Tls tls() {
      return new PlainTls(tlsMode, trust);
    }
  }
}
