package io.mailbuoy.contracts.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// A sign of life for a dead man's switch: something outside that raises an alarm when it stops.
public interface HeartbeatConfig {
  /// What is called with an empty POST while results come through the whole line. It is a secret.
  @WithConverter(Secret.FromText.class)
  Optional<Secret> url();

  /// How often.
  @WithDefault("1m")
  @WithConverter(Durations.FromText.class)
  Duration interval();

  /// How old the newest result may be that has come through the classifier.
  @WithDefault("5m")
  @WithConverter(Durations.FromText.class)
  Duration staleAfter();
}
