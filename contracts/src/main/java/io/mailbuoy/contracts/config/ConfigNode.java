package io.mailbuoy.contracts.config;

import java.util.List;
import java.util.Map;

/// The configuration file as a tree that knows its lines. [YamlText] reads it.
sealed interface ConfigNode {
  /// Counted from 1.
  int line();

  record Text(String value, int line) implements ConfigNode {}

  record Items(List<ConfigNode> items, int line) implements ConfigNode {}

  /// @param repeated keys that stand there more than once
  record Keys(Map<String, ConfigNode> entries, List<String> repeated, int line)
      implements ConfigNode {}

  /// Nothing after the colon.
  record Nothing(int line) implements ConfigNode {}
}
