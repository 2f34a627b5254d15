package io.mailbuoy.contracts.config;

import java.time.Duration;
import java.util.Optional;

/// No message is sent.
public record NoRoundTrip() implements RoundTrip {
  @Override
  public Optional<String> smtp() {
    return Optional.empty();
  }

  @Override
  public Optional<String> user() {
    return Optional.empty();
  }

  @Override
  public Optional<String> auth() {
    return Optional.empty();
  }

  @Override
  public Optional<Secret> password() {
    return Optional.empty();
  }

  @Override
  public Optional<String> from() {
    return Optional.empty();
  }

  @Override
  public Optional<String> to() {
    return Optional.empty();
  }

  @Override
  public Duration within() {
    return Duration.ZERO;
  }

  @Override
  public String junkFolder() {
    return "";
  }
}
