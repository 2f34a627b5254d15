package io.mailbuoy.probe.targets;

import io.mailbuoy.contracts.config.BareTarget;
import io.mailbuoy.contracts.config.MailbuoyConfig.Tls;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Target;
import java.time.Duration;
import java.util.Optional;

/// A target of the topic in the shape of the configuration's, with what it may use of this
/// replica's.
///
/// @param holder the target of the configuration from which it has secret and trust
record TopicTarget(Target target, Optional<TargetConfig> holder) implements BareTarget {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
  private static final long LEAST_MILLIS = 100;

  @Override
  public String id() {
    return target.id();
  }

  @Override
  public Optional<String> tenant() {
    return Optional.ofNullable(target.tenant());
  }

  @Override
  public String service() {
    return target.service();
  }

  @Override
  public String url() {
    return target.url();
  }

  @Override
  public String role() {
    return target.role().text();
  }

  @Override
  public Optional<String> user() {
    return Optional.ofNullable(target.user());
  }

  @Override
  public Optional<String> auth() {
    return Optional.of(target.auth());
  }

  @Override
  public Optional<Secret> password() {
    boolean asks = !target.auth().equals("none") && target.user() != null;
    return asks ? holder.flatMap(TargetConfig::password) : Optional.empty();
  }

  @Override
  public Duration interval() {
    return orElse(target.intervalMillis(), MINUTE);
  }

  @Override
  public Duration timeout() {
    return orElse(target.timeoutMillis(), HALF_MINUTE);
  }

  @Override
  public Optional<String> protocol() {
    // Only here the URL does not tell.
    return target.protocol().is(Protocol.GRAPH)
        ? Optional.of(Protocol.GRAPH.text())
        : Optional.empty();
  }

  @Override
  public Tls tls() {
    return holder.map(TargetConfig::tls).orElseGet(BareTarget.super::tls);
  }

  /// Whoever wrote to the topic was not held to the limits of a configuration.
  private static Duration orElse(long millis, Duration usual) {
    return millis == 0 ? usual : Duration.ofMillis(Math.max(LEAST_MILLIS, millis));
  }
}
