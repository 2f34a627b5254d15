package io.mailbuoy.contracts.config;

import java.time.Duration;
import java.util.Optional;

/// No phase has a deadline of its own.
public record NoPhaseTimeouts() implements PhaseTimeouts {
  @Override
  public Optional<Duration> token() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> dns() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connect() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> tls() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> greeting() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> capability() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> authenticate() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> examine() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> submit() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> deliver() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> logout() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> request() {
    return Optional.empty();
  }
}
