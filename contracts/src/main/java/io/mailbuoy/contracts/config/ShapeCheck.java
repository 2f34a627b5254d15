package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.config.Placeholders.Resolution;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Walks the file along its shape and collects every fault, and the values with their placeholders
/// replaced and their overrides applied.
final class ShapeCheck {
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Pattern UNUSABLE_NAME = Pattern.compile("\\s*|.*[\"\\\\\\p{Cntrl}].*");

  private final String file;
  private final Placeholders placeholders;
  private final Overrides overrides;
  private final List<ConfigFault> faults = new ArrayList<>();
  private final List<ConfigFault> warnings = new ArrayList<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> shown = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  ShapeCheck(String file, Placeholders placeholders, Overrides overrides) {
    this.file = file;
    this.placeholders = placeholders;
    this.overrides = overrides;
  }

  /// What was found, in the order of the file.
  ConfigReport report() {
    return new ConfigReport(byLine(faults), byLine(warnings));
  }

  private static List<ConfigFault> byLine(List<ConfigFault> found) {
    return found.stream().sorted(Comparator.comparingInt(ConfigFault::line)).toList();
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

  /// The value of a key as a message may repeat it: as it stands in the file, with its
  /// placeholders, and never a secret.
  String shown(String key) {
    return shown.getOrDefault(key, "the value");
  }

  void section(String path, Shape.Section shape, ConfigNode node) {
    lines.put(path, node.line());
    Map<String, ConfigNode> entries = entries(path, node);
    entries.forEach((name, child) -> {
      if (!shape.keys().containsKey(name)) {
        fault(child.line(), path + "." + name, unknown(name, shape.keys().keySet()));
      }
    });
    shape.keys().values().forEach(key -> key(path, key, entries.get(key.name()), node.line()));
  }

  /// The entries of a section, each key once.
  private Map<String, ConfigNode> entries(String path, ConfigNode node) {
    return switch (node) {
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
  }

  private void key(String path, Shape.Key key, @Nullable ConfigNode node, int line) {
    String full = path + "." + key.name();
    Overrides.@Nullable Given override = overrides.of(full);
    if (override != null && key.shape() instanceof Shape.Value value) {
      overridden(full, value, override, line);
    } else if (override != null && key.shape() instanceof Shape.Values list) {
      lines.put(full, line);
      String[] each = override.value().split(",", -1);
      for (int i = 0; i < each.length; i++) {
        Overrides.Given one = new Overrides.Given(each[i].strip(), override.origin());
        overridden(full + "[" + i + "]", list.each(), one, line);
      }
    } else if (node != null && !(node instanceof ConfigNode.Nothing)) {
      visit(full, key.shape(), node);
    } else if (key.shape() instanceof Shape.Section || overrides.reachInto(full)) {
      visit(full, key.shape(), node == null ? new ConfigNode.Nothing(0) : node);
    } else if (key.required()) {
      fault(node == null ? line : node.line(), full, node == null ? "is missing" : "is empty");
    }
  }

  private void visit(String path, Shape shape, ConfigNode node) {
    switch (shape) {
      case Shape.Section section -> section(path, section, node);
      case Shape.Value value -> value(path, value, node);
      case Shape.Values each -> values(path, each, node);
      case Shape.Sections each -> sections(path, each, node);
      case Shape.Named named -> named(path, named, node);
    }
  }

  private void sections(String path, Shape.Sections shape, ConfigNode node) {
    List<ConfigNode> items = List.of();
    if (node instanceof ConfigNode.Items list) {
      items = list.items();
    } else if (!(node instanceof ConfigNode.Nothing)) {
      fault(node.line(), path, "must be a list; begin each entry with '- '");
    }
    for (int i = 0; i < items.size() || overrides.reachInto(path + "[" + i + "]"); i++) {
      ConfigNode item = i < items.size() ? items.get(i) : new ConfigNode.Nothing(node.line());
      section(path + "[" + i + "]", shape.each(), item);
    }
  }

  private void named(String path, Shape.Named shape, ConfigNode node) {
    if (node instanceof ConfigNode.Text || node instanceof ConfigNode.Items) {
      fault(node.line(), path, "must hold named entries, not a list or a single value");
      return;
    }
    Map<String, ConfigNode> entries = entries(path, node);
    Set<String> known = new LinkedHashSet<>();
    entries.forEach((name, child) -> {
      if (UNUSABLE_NAME.matcher(name).matches()) {
        fault(child.line(), path, "a name must not be empty or hold a quotation mark or backslash");
        return;
      }
      known.add(Overrides.variableOf(name));
      visit(path + "." + quoted(name), shape.each(), child);
    });
    for (String name : overrides.namesBelow(path, shape.each())) {
      String variable = Overrides.variableOf(name);
      // MAILBUOY_CHANNELS_MY_TEAM_URL belongs to my-team where the file has it.
      if (known.stream().noneMatch(k -> k.equals(variable) || k.startsWith(variable + "_"))) {
        visit(path + "." + name, shape.each(), new ConfigNode.Nothing(node.line()));
      }
    }
  }

  private void values(String path, Shape.Values shape, ConfigNode node) {
    lines.put(path, node.line());
    List<ConfigNode> items =
        switch (node) {
          case ConfigNode.Items list -> list.items();
          case ConfigNode.Nothing nothing -> List.of();
          case ConfigNode.Text text -> List.of(text);
          case ConfigNode.Keys keys -> List.of(keys);
        };
    int index = 0;
    while (true) {
      String each = path + "[" + index + "]";
      Overrides.@Nullable Given override = overrides.of(each);
      if (override != null) {
        overridden(each, shape.each(), override, node.line());
      } else if (index < items.size()) {
        value(each, shape.each(), items.get(index));
      } else {
        break;
      }
      index++;
    }
    if (index == 0) {
      fault(node.line(), path, "must not be empty");
    }
  }

  private void value(String path, Shape.Value shape, ConfigNode node) {
    if (node instanceof ConfigNode.Text text) {
      String asWritten = shape.secret() ? "the value" : "'" + harmless(shape, text.value()) + "'";
      resolved(path, shape, text, asWritten, true);
    } else {
      lines.put(path, node.line());
      boolean nothing = node instanceof ConfigNode.Nothing;
      fault(node.line(), path, nothing ? "is empty" : "must be a single value");
    }
  }

  private void overridden(String path, Shape.Value shape, Overrides.Given override, int line) {
    resolved(path, shape, new ConfigNode.Text(override.value(), line), override.origin(), false);
  }

  private void resolved(
      String path, Shape.Value shape, ConfigNode.Text text, String asWritten, boolean inFile) {
    lines.put(path, text.line());
    shown.put(path, asWritten);
    // A secret from outside the file is taken as it is, unless all of it is a placeholder: it may
    // hold "${" by chance.
    boolean asItIs = shape.secret() && !inFile && !Placeholders.isOne(text.value());
    Resolution resolution =
        asItIs ? new Resolution.Resolved(text.value(), true) : placeholders.resolve(text.value());
    switch (resolution) {
      case Resolution.Unresolved unresolved -> fault(text.line(), path, unresolved.reason());
      case Resolution.Resolved resolved when resolved.value().isBlank() ->
          fault(text.line(), path, "is empty");
      case Resolution.Resolved resolved -> {
        Optional<String> fault = shape.fault().apply(resolved.value());
        if (fault.isPresent()) {
          fault(text.line(), path, asWritten + " " + fault.get());
          return;
        }
        values.put(path, resolved.value());
        if (shape.secret() && inFile && !resolved.indirect() && !isPublicUrl(path)) {
          warn(
              text.line(),
              path,
              "is a secret in clear text; bring it in with ${NAME} or ${file:/run/secrets/name}");
        }
      }
    }
  }

  /// A value with what may be a user, a password or a key in a URL blotted out.
  private static String harmless(Shape.Value shape, String text) {
    boolean url = shape.type().startsWith("URL") || text.contains("://");
    return url ? text.replaceFirst("^.*@", "***@").replaceFirst("[?#].*$", "?…") : text;
  }

  /// PagerDuty's address is no secret, and it shares its key with webhooks, whose address is one.
  private boolean isPublicUrl(String path) {
    return path.endsWith(".url")
        && "pagerduty".equals(values.get(path.replaceAll("\\.url$", ".type")));
  }

  /// Values of the framework's own keys, which it checks itself.
  ///
  /// @param dotted whether a dot in a name divides it, as in Kafka's own properties
  void framework(String path, ConfigNode node, boolean dotted) {
    switch (node) {
      case ConfigNode.Text text -> {
        switch (placeholders.resolve(text.value())) {
          case Resolution.Unresolved unresolved -> fault(text.line(), path, unresolved.reason());
          case Resolution.Resolved resolved -> values.put(path, resolved.value());
        }
      }
      case ConfigNode.Items items -> {
        for (int i = 0; i < items.items().size(); i++) {
          framework(path + "[" + i + "]", items.items().get(i), dotted);
        }
      }
      case ConfigNode.Keys keys ->
          entries(path, keys)
              .forEach((name, child) ->
                  framework(path + "." + (dotted ? name : quoted(name)), child, dotted));
      case ConfigNode.Nothing nothing -> {} // says nothing
    }
  }

  void fault(int line, String key, String reason) {
    faults.add(new ConfigFault(file, line, key, reason));
  }

  void warn(int line, String key, String reason) {
    warnings.add(new ConfigFault(file, line, key, reason));
  }

  /// A name as a part of a key: quoted, as the typed form expects it, where it is not plain.
  static String quoted(String name) {
    return PLAIN_NAME.matcher(name).matches() ? name : '"' + name + '"';
  }

  static String unknown(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> Spelling.near(name, candidate))
        .findFirst()
        .map(candidate -> "is not a known key; do you mean '" + candidate + "'?")
        .orElse("is not a known key; the known ones are " + String.join(", ", known));
  }
}
