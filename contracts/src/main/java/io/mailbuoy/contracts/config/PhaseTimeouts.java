package io.mailbuoy.contracts.config;

import io.smallrye.config.WithConverter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Deadlines of single phases. Each phase is a key of its own and not one of a map, because the
/// binder looks through the whole configuration for the keys of each map, and there is one of these
/// in each of ten thousand targets.
public interface PhaseTimeouts {
  /// The deadline of the phase `token`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> token();

  /// The deadline of the phase `dns`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> dns();

  /// The deadline of the phase `connect`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> connect();

  /// The deadline of the phase `tls`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> tls();

  /// The deadline of the phase `greeting`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> greeting();

  /// The deadline of the phase `capability`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> capability();

  /// The deadline of the phase `authenticate`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> authenticate();

  /// The deadline of the phase `examine`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> examine();

  /// The deadline of the phase `submit`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> submit();

  /// The deadline of the phase `deliver`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> deliver();

  /// The deadline of the phase `logout`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> logout();

  /// The deadline of the phase `request`, within `timeout`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> request();

  /// By the phase's name, those that are given.
  default Map<String, Duration> byPhase() {
    Map<String, Duration> times = new LinkedHashMap<>();
    token().ifPresent(time -> times.put("token", time));
    dns().ifPresent(time -> times.put("dns", time));
    connect().ifPresent(time -> times.put("connect", time));
    tls().ifPresent(time -> times.put("tls", time));
    greeting().ifPresent(time -> times.put("greeting", time));
    capability().ifPresent(time -> times.put("capability", time));
    authenticate().ifPresent(time -> times.put("authenticate", time));
    examine().ifPresent(time -> times.put("examine", time));
    submit().ifPresent(time -> times.put("submit", time));
    deliver().ifPresent(time -> times.put("deliver", time));
    logout().ifPresent(time -> times.put("logout", time));
    request().ifPresent(time -> times.put("request", time));
    return times;
  }
}
