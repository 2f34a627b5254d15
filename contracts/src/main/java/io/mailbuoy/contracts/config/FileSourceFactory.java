package io.mailbuoy.contracts.config;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/// Hands the configuration that [StartCheck] has passed to the framework, above the services' own
/// defaults and the environment and below system properties.
///
/// Without a passed check there is none: the framework also asks for sources while a service is
/// built, and would write what it finds into the artifact, secrets too.
public final class FileSourceFactory implements ConfigSourceFactory {
  private static final AtomicReference<@Nullable ConfigFile> CHECKED = new AtomicReference<>();

  static void handOver(ConfigFile checked) {
    CHECKED.set(checked);
  }

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    ConfigFile checked = CHECKED.get();
    return checked == null ? List.of() : List.of(checked.source());
  }
}
