package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.config.Placeholders.Resolution;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Walks the file along its shape and collects every fault, and the values with their placeholders
/// replaced.
final class ShapeCheck {
  private final String file;
  private final Placeholders placeholders;
  private final Function<String, @Nullable String> overrides;
  private final List<ConfigFault> faults = new ArrayList<>();
  private final List<ConfigFault> warnings = new ArrayList<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  /// @param overrides what the environment says of a key, or null
  ShapeCheck(String file, Placeholders placeholders, Function<String, @Nullable String> overrides) {
    this.file = file;
    this.placeholders = placeholders;
    this.overrides = overrides;
  }

  List<ConfigFault> faults() {
    return faults;
  }

  List<ConfigFault> warnings() {
    return warnings;
  }

  /// Full key to value, as far as the values are good.
  Map<String, String> values() {
    return values;
  }

  /// Every place that was visited.
  Set<String> paths() {
    return lines.keySet();
  }

  int lineOf(String key) {
    return lines.getOrDefault(key, 0);
  }

  void section(String path, Shape.Section shape, ConfigNode node) {
    lines.put(path, node.line());
    Map<String, ConfigNode> entries =
        switch (node) {
          case ConfigNode.Keys keys -> {
            keys.repeated()
                .forEach(key -> fault(node.line(), path + "." + key, "stands here more than once"));
            yield keys.entries();
          }
          case ConfigNode.Nothing nothing -> Map.of();
          case ConfigNode.Text text -> {
            fault(node.line(), path, "must hold keys, not a single value");
            yield Map.of();
          }
          case ConfigNode.Items items -> {
            fault(node.line(), path, "must hold keys, not a list");
            yield Map.of();
          }
        };
    entries.forEach((name, child) -> {
      if (!shape.keys().containsKey(name)) {
        fault(child.line(), path + "." + name, unknown(name, shape.keys().keySet()));
      }
    });
    shape.keys().values().forEach(key -> key(path, key, entries.get(key.name()), node.line()));
  }

  private void key(String path, Shape.Key key, @Nullable ConfigNode node, int line) {
    String full = path + "." + key.name();
    String override = key.shape() instanceof Shape.Value ? overrides.apply(full) : null;
    if (override != null && key.shape() instanceof Shape.Value value) {
      value(full, value, new ConfigNode.Text(override, line), true);
    } else if (node != null && !(node instanceof ConfigNode.Nothing && !key.required())) {
      visit(full, key.shape(), node);
    } else if (node == null && key.shape() instanceof Shape.Section inner) {
      section(full, inner, new ConfigNode.Nothing(0)); // overrides may reach into it
    } else if (key.required()) {
      fault(line, full, "is missing");
    }
  }

  private void visit(String path, Shape shape, ConfigNode node) {
    switch (shape) {
      case Shape.Section section -> section(path, section, node);
      case Shape.Value value -> value(path, value, node, false);
      case Shape.Values each -> values(path, each, node);
      case Shape.Sections each -> {
        if (node instanceof ConfigNode.Items items) {
          for (int i = 0; i < items.items().size(); i++) {
            section(path + "[" + i + "]", each.each(), items.items().get(i));
          }
        } else {
          fault(node.line(), path, "must be a list; begin each entry with '- '");
        }
      }
      case Shape.Named named -> {
        if (node instanceof ConfigNode.Keys keys) {
          keys.entries().forEach((name, child) -> visit(named(path, name), named.each(), child));
        } else {
          fault(node.line(), path, "must hold named entries");
        }
      }
    }
  }

  private void values(String path, Shape.Values shape, ConfigNode node) {
    lines.put(path, node.line());
    if (node instanceof ConfigNode.Items items) {
      for (int i = 0; i < items.items().size(); i++) {
        value(path + "[" + i + "]", shape.each(), items.items().get(i), false);
      }
      if (items.items().isEmpty()) {
        fault(node.line(), path, "must not be empty");
      }
    } else {
      value(path + "[0]", shape.each(), node, false);
    }
  }

  private void value(String path, Shape.Value shape, ConfigNode node, boolean overridden) {
    lines.put(path, node.line());
    if (!(node instanceof ConfigNode.Text text)) {
      fault(
          node.line(),
          path,
          node instanceof ConfigNode.Nothing ? "is empty" : "must be a single value");
      return;
    }
    switch (placeholders.resolve(text.value())) {
      case Resolution.Unresolved unresolved -> fault(node.line(), path, unresolved.reason());
      case Resolution.Resolved resolved -> {
        Optional<String> fault =
            resolved.value().isBlank()
                ? Optional.of("is empty")
                : shape.fault().apply(resolved.value());
        fault.ifPresent(reason -> fault(node.line(), path, reason));
        if (fault.isEmpty()) {
          values.put(path, resolved.value());
          if (shape.secret() && !resolved.indirect() && !overridden && !isPublicUrl(path)) {
            warnings.add(
                new ConfigFault(
                    file,
                    node.line(),
                    path,
                    "is a secret in clear text; bring it in with ${NAME} or ${file:/run/secrets/name}"));
          }
        }
      }
    }
  }

  /// PagerDuty's address is no secret, and it shares its key with webhooks, whose address is one.
  private boolean isPublicUrl(String path) {
    return path.endsWith(".url")
        && "pagerduty".equals(values.get(path.replaceAll("\\.url$", ".type")));
  }

  void fault(int line, String key, String reason) {
    faults.add(new ConfigFault(file, line, key, reason));
  }

  void warn(int line, String key, String reason) {
    warnings.add(new ConfigFault(file, line, key, reason));
  }

  /// A name that holds a dot is quoted, as the typed form expects it.
  private static String named(String path, String name) {
    return path + "." + (name.contains(".") ? '"' + name + '"' : name);
  }

  static String unknown(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> Spelling.near(name, candidate))
        .findFirst()
        .map(candidate -> "is not a known key; do you mean '" + candidate + "'?")
        .orElse("is not a known key; the known ones are " + String.join(", ", known));
  }
}
