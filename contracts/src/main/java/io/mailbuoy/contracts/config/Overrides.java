package io.mailbuoy.contracts.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What system properties and the environment say instead of the file. A system property has the
/// key's own name; an environment variable has it in capitals with `_` for all that is neither a
/// letter nor a digit, as in <https://quarkus.io/guides/config-reference#environment-variables>:
/// `mailbuoy.targets[0].interval` is `MAILBUOY_TARGETS_0__INTERVAL`.
final class Overrides {
  private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^A-Za-z0-9]");

  private final Function<String, @Nullable String> properties;
  private final Function<String, @Nullable String> environment;
  private final Set<String> variables;

  /// @param variables the names in the environment, as far as they can be listed; entries that only
  ///   the environment knows are found with them
  Overrides(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment,
      Set<String> variables) {
    this.properties = properties;
    this.environment = environment;
    this.variables = variables;
  }

  /// A value from outside the file.
  ///
  /// @param origin where it comes from, for messages
  record Given(String value, String origin) {}

  @Nullable Given of(String key) {
    String property = properties.apply(key);
    if (property != null && !property.isEmpty()) {
      return new Given(property, "the system property " + key);
    }
    String variable = variableOf(key);
    String value = environment.apply(variable);
    // The framework takes an empty variable for one that is not set.
    return value == null || value.isEmpty()
        ? null
        : new Given(value, "the environment variable " + variable);
  }

  /// Whether the environment says anything about what lies below a path.
  boolean reachInto(String path) {
    String prefix = variableOf(path) + "_";
    return variables.stream().anyMatch(variable -> variable.startsWith(prefix));
  }

  /// Names below a path that only the environment gives, for example `team` in
  /// `MAILBUOY_CHANNELS_TEAM_URL`. Such a name is in small letters and without `_`, as the
  /// framework reads it too.
  Set<String> namesBelow(String path, Shape each) {
    if (!(each instanceof Shape.Section section)) {
      return Set.of();
    }
    String keys =
        section.keys().keySet().stream()
            .map(key -> Pattern.quote(variableOf(key)))
            .collect(Collectors.joining("|"));
    Pattern form =
        Pattern.compile(Pattern.quote(variableOf(path)) + "_([A-Z0-9]+)_(?:" + keys + ")(?:_.*)?");
    Set<String> names = new TreeSet<>();
    for (String variable : variables) {
      Matcher matcher = form.matcher(variable);
      if (matcher.matches()) {
        names.add(matcher.group(1).toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  static String variableOf(String key) {
    return NEITHER_LETTER_NOR_DIGIT.matcher(key).replaceAll("_").toUpperCase(Locale.ROOT);
  }

  /// All system properties and the environment of this process.
  static Overrides ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Overrides(System::getProperty, environment::get, environment.keySet());
  }
}
