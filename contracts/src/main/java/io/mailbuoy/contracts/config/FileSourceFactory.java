package io.mailbuoy.contracts.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigSource;

/// Hands the configuration file to the framework. It stands above the services' own defaults and
/// below the environment and system properties.
public final class FileSourceFactory implements ConfigSourceFactory {
  private static final int ORDINAL = 260;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    return ConfigFile.ofProcess()
        .map(ConfigFile::read)
        .<Iterable<ConfigSource>>map(file ->
            List.of(
                new PropertiesConfigSource(
                    ConfigFile.escaped(file.values()), "the configuration file", ORDINAL)))
        .orElse(List.of());
  }
}
