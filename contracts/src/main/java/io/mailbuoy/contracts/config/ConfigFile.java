package io.mailbuoy.contracts.config;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/// The configuration file, read and checked.
public final class ConfigFile {
  /// The environment variable that names the file.
  public static final String VARIABLE = "MAILBUOY_CONFIG";

  /// The file's name where none is given.
  public static final String DEFAULT = "mailbuoy.yaml";

  private static final String ROOT = "mailbuoy";

  /// Roots that belong to the framework and are handed to it as they are.
  private static final List<String> FRAMEWORK = List.of("quarkus", "kafka", "mp", "smallrye");

  private final ConfigReport report;
  private final Map<String, String> values;

  private ConfigFile(ConfigReport report, Map<String, String> values) {
    this.report = report;
    this.values = values;
  }

  /// Reads a file with this process's environment. Never fails: what is wrong is in the report.
  public static ConfigFile read(Path path) {
    return read(path, System::getenv);
  }

  /// Reads a file with a given environment.
  public static ConfigFile read(Path path, Function<String, @Nullable String> environment) {
    String text;
    try {
      text = Files.readString(path);
    } catch (IOException e) {
      return broken(
          path.toString(),
          0,
          "the file cannot be read; it must exist, be readable and be encoded in UTF-8");
    }
    return parse(path.toString(), text, environment);
  }

  /// Reads the text of a file.
  ///
  /// @param file the name to use in messages
  public static ConfigFile parse(
      String file, String text, Function<String, @Nullable String> environment) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(true); // they are reported with their key
    Node root;
    try {
      root = new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      return broken(file, line, "this is not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      return broken(file, 0, "this is not YAML: " + e.getMessage());
    }
    ShapeCheck check =
        new ShapeCheck(
            file, new Placeholders(environment), key -> environment.apply(variableOf(key)));
    ConfigNode tree = root == null ? new ConfigNode.Nothing(1) : ConfigNode.of(root);
    Map<String, String> framework = new LinkedHashMap<>();
    ConfigNode own = tree instanceof ConfigNode.Keys keys ? keys.entries().get(ROOT) : null;
    if (own == null) {
      check.fault(tree.line(), ROOT, "is missing; everything stands under mailbuoy:");
    } else {
      check.section(ROOT, ConfigShape.MAILBUOY, own);
    }
    if (tree instanceof ConfigNode.Keys keys) {
      keys.entries().forEach((name, node) -> otherRoot(name, node, check, framework));
    }
    CrossCheck.run(check);
    Map<String, String> values = new LinkedHashMap<>(framework);
    values.putAll(check.values());
    return new ConfigFile(new ConfigReport(check.faults(), check.warnings()), values);
  }

  private static void otherRoot(
      String name, ConfigNode node, ShapeCheck check, Map<String, String> framework) {
    if (FRAMEWORK.contains(name)) {
      flatten(name, node, framework);
    } else if (!name.equals(ROOT)) {
      check.fault(node.line(), name, "is not a known key; everything stands under mailbuoy:");
    }
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

  /// Full key to value, with all placeholders replaced. It holds secrets.
  public Map<String, String> values() {
    return values;
  }

  /// The typed form, with the overrides of system properties and the environment.
  ///
  /// @throws IllegalStateException where the report has faults
  public MailbuoyConfig typed() {
    if (!report.usable()) {
      throw new IllegalStateException("the configuration has faults");
    }
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(escaped(values), "the configuration file", 260))
        .withSources(new EnvConfigSource(System.getenv(), 300), new SysPropConfigSource())
        .addDefaultInterceptors()
        .withMapping(MailbuoyConfig.class)
        .build()
        .getConfigMapping(MailbuoyConfig.class);
  }

  /// Values in the form that the framework reads back as they are: its own placeholders start with
  /// `${` too.
  static Map<String, String> escaped(Map<String, String> values) {
    Map<String, String> escaped = new LinkedHashMap<>();
    values.forEach((key, value) -> escaped.put(key, value.replace("${", "\\${")));
    return escaped;
  }

  /// The environment variable that overrides a key, by the framework's rule.
  static String variableOf(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  private static void flatten(String path, ConfigNode node, Map<String, String> into) {
    switch (node) {
      case ConfigNode.Text text -> into.put(path, text.value());
      case ConfigNode.Items items -> {
        for (int i = 0; i < items.items().size(); i++) {
          flatten(path + "[" + i + "]", items.items().get(i), into);
        }
      }
      case ConfigNode.Keys keys ->
          keys.entries()
              .forEach((name, child) ->
                  flatten(
                      path + "." + (name.contains(".") ? '"' + name + '"' : name), child, into));
      case ConfigNode.Nothing nothing -> into.put(path, "");
    }
  }
}
