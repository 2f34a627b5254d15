package io.mailbuoy.contracts.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// The configuration file as a tree that knows its lines.
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

  static ConfigNode of(Node node) {
    int line = node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
    return switch (node) {
      case MappingNode mapping -> keys(mapping, line);
      case SequenceNode sequence ->
          new Items(sequence.getValue().stream().map(ConfigNode::of).toList(), line);
      case ScalarNode scalar ->
          scalar.getTag().equals(Tag.NULL) ? new Nothing(line) : new Text(scalar.getValue(), line);
      default -> new Nothing(line);
    };
  }

  private static Keys keys(MappingNode mapping, int line) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    List<String> repeated = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (entries.put(key, of(tuple.getValueNode())) != null) {
        repeated.add(key);
      }
    }
    return new Keys(entries, repeated, line);
  }
}
