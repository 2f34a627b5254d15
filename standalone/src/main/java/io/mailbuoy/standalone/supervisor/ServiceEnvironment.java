package io.mailbuoy.standalone.supervisor;

import io.mailbuoy.contracts.config.ConfigFile;
import java.nio.file.Path;
import java.util.Map;

/// What the services are told by their environment.
public final class ServiceEnvironment {
  private ServiceEnvironment() {}

  /// @param config the configuration file
  /// @param bootstrapServers the broker that was started or configured
  /// @param data the folder under which the classifier keeps its working state
  public static Map<String, String> of(Path config, String bootstrapServers, Path data) {
    return Map.of(
        ConfigFile.VARIABLE,
        config.toAbsolutePath().toString(),
        "MAILBUOY_KAFKA_BOOTSTRAP_SERVERS",
        bootstrapServers,
        "KAFKA_STREAMS_STATE_DIR",
        data.toAbsolutePath().normalize().resolve("streams").toString(),
        "QUARKUS_BANNER_ENABLED",
        "false",
        // Every question whether it is ready would be a line until it is.
        "QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL",
        "ERROR");
  }
}
