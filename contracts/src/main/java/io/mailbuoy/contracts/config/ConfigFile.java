package io.mailbuoy.contracts.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The configuration file, read and checked, with what the environment says instead of it.
public final class ConfigFile {
  /// The environment variable that names the file.
  public static final String VARIABLE = "MAILBUOY_CONFIG";

  /// The file's name where none is given.
  public static final String DEFAULT = "mailbuoy.yaml";

  private static final String ROOT = "mailbuoy";
  private static final int ORDINAL = 350;

  /// Roots that belong to the framework and are handed to it as they are.
  private static final List<String> FRAMEWORK = List.of("quarkus", "kafka", "mp", "smallrye");

  private final ConfigReport report;
  private final Map<String, String> values;

  private ConfigFile(ConfigReport report, Map<String, String> values) {
    this.report = report;
    this.values = values;
  }

  /// Reads a file with this process's environment and system properties. Never fails: what is wrong
  /// is in the report.
  public static ConfigFile read(Path path) {
    return read(path, System::getenv, Overrides.ofProcess());
  }

  /// Reads a file with a given environment.
  public static ConfigFile read(Path path, Map<String, String> environment) {
    return read(path, environment::get, given(environment::get, environment.keySet()));
  }

  /// Reads a file with a given environment that cannot be listed. Entries of lists and maps that
  /// only the environment knows are then not found.
  public static ConfigFile read(Path path, Function<String, @Nullable String> environment) {
    return read(path, environment, given(environment, Set.of()));
  }

  /// Reads the text of a file.
  ///
  /// @param file the name to use in messages
  public static ConfigFile parse(String file, String text, Map<String, String> environment) {
    return parse(file, text, environment::get, given(environment::get, environment.keySet()));
  }

  /// Reads the text of a file, with an environment that cannot be listed.
  ///
  /// @param file the name to use in messages
  public static ConfigFile parse(
      String file, String text, Function<String, @Nullable String> environment) {
    return parse(file, text, environment, given(environment, Set.of()));
  }

  /// What this process's environment and system properties say where there is no file.
  public static ConfigFile withoutFile() {
    return parse("the environment", ROOT + ":", System::getenv, Overrides.ofProcess());
  }

  private static Overrides given(
      Function<String, @Nullable String> environment, Set<String> variables) {
    return new Overrides(key -> null, environment, variables);
  }

  private static ConfigFile read(
      Path path, Function<String, @Nullable String> environment, Overrides overrides) {
    try {
      return parse(path.toString(), Files.readString(path), environment, overrides);
    } catch (CharacterCodingException e) {
      return broken(path.toString(), 0, "the file is not encoded in UTF-8");
    } catch (IOException e) {
      return broken(
          path.toString(),
          0,
          Files.isDirectory(path)
              ? "this is a folder, not a file"
              : "the file cannot be read; it must exist and be readable");
    }
  }

  private static ConfigFile parse(
      String file,
      String text,
      Function<String, @Nullable String> environment,
      Overrides overrides) {
    return switch (YamlText.read(text)) {
      case YamlText.Reading.Broken(int line, String reason) -> broken(file, line, reason);
      case YamlText.Reading.Tree(ConfigNode root) -> {
        ShapeCheck check = new ShapeCheck(file, new Placeholders(environment), overrides);
        walk(root, check);
        CrossCheck.run(check);
        yield new ConfigFile(check.report(), check.values());
      }
    };
  }

  private static void walk(ConfigNode root, ShapeCheck check) {
    if (!(root instanceof ConfigNode.Keys(var roots, var repeated, int line))) {
      check.fault(root.line(), ROOT, "is missing; everything stands under mailbuoy:");
      return;
    }
    repeated.forEach(name -> check.fault(line, name, "stands here more than once"));
    ConfigNode own = roots.get(ROOT);
    if (own == null) {
      check.fault(line, ROOT, "is missing; everything stands under mailbuoy:");
    } else {
      check.section(ROOT, ConfigShape.MAILBUOY, own);
    }
    roots.forEach((name, node) -> {
      if (FRAMEWORK.contains(name)) {
        check.framework(name, node, name.equals("kafka"));
      } else if (!name.equals(ROOT)) {
        check.fault(node.line(), name, "is not a known key; everything stands under mailbuoy:");
      }
    });
  }

  private static ConfigFile broken(String file, int line, String reason) {
    return new ConfigFile(
        new ConfigReport(List.of(new ConfigFault(file, line, "", reason)), List.of()), Map.of());
  }

  /// The file that this process was told to use: the one that [#VARIABLE] names, or [#DEFAULT]
  /// where it exists.
  public static Optional<Path> ofProcess() {
    String named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return Optional.of(Path.of(DEFAULT)).filter(Files::exists);
  }

  public ConfigReport report() {
    return report;
  }

  /// Full key to value, with all placeholders replaced and all overrides applied. It holds secrets.
  public Map<String, String> values() {
    return Map.copyOf(values);
  }

  /// How every Kafka client logs in at the cluster: the clients' own properties, without the
  /// cluster's address. It holds secrets. Empty where the cluster asks for nothing.
  ///
  /// @throws IllegalStateException where the report has faults
  public Map<String, String> kafkaSecurity() {
    requireUsable();
    return KafkaClients.properties(values);
  }

  private void requireUsable() {
    if (!report.usable()) {
      throw new IllegalStateException("the configuration has faults");
    }
  }

  /// The typed form of exactly what was checked.
  ///
  /// @throws IllegalStateException where the report has faults
  public MailbuoyConfig typed() {
    requireUsable();
    return new SmallRyeConfigBuilder()
        .withSources(source())
        .addDefaultInterceptors()
        .withMapping(MailbuoyConfig.class)
        .build()
        .getConfigMapping(MailbuoyConfig.class);
  }

  /// The values for the framework. They stand above the environment, whose overrides they hold
  /// already, so that the framework works with exactly what was checked.
  PropertiesConfigSource source() {
    Map<String, String> all = new LinkedHashMap<>(KafkaClients.forTheFramework(values));
    all.putAll(values); // where the file has a client's property by its own name, that one counts
    // The framework would take a dollar sign for the beginning of one of its own placeholders.
    Map<String, String> escaped = new LinkedHashMap<>();
    all.forEach((key, value) -> escaped.put(key, value.replace("$", "\\$")));
    return new PropertiesConfigSource(escaped, "the configuration file", ORDINAL);
  }
}
