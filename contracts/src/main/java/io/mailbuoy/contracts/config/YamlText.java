package io.mailbuoy.contracts.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// Reads YAML into a tree with lines. The reader's own messages quote what stands in the file,
/// which may be a secret, so only those that cannot are passed on.
final class YamlText {
  private static final int DEEPEST = 40;
  private static final int MOST_NODES = 500_000;

  /// Beginnings of the reader's messages, and what a person is told.
  private static final Map<String, String> REASONS =
      Map.of(
          "found character '\\t(TAB)'", "a tab cannot indent; use spaces",
          "mapping values are not allowed here",
              "a colon stands where none can; check the indentation, and put a value that holds a"
                  + " colon in quotes",
          "expected <block end>", "the indentation does not fit the lines above",
          "while scanning a simple key", "a colon is missing after a key",
          "could not find expected ':'", "a colon is missing after a key",
          "expected ',' or", "a comma or a closing bracket is missing",
          "found unexpected end of stream", "a closing quote is missing",
          "expected a single document", "there must be one document, without '---' inside",
          "found undefined alias",
              "an alias names no anchor; put a value that begins with * in quotes",
          "found character '@'", "put a value that begins with @ in quotes");

  private int nodes;

  private YamlText() {}

  /// The tree, or why there is none.
  sealed interface Reading {
    record Tree(ConfigNode root) implements Reading {}

    /// @param line counted from 1; 0 where it is not known
    record Broken(int line, String reason) implements Reading {}
  }

  static Reading read(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(true); // they are reported with their key
    options.setMaxAliasesForCollections(MOST_NODES);
    try {
      // A byte order mark is what some editors put first.
      String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
      Node root = new Yaml(options).compose(new StringReader(plain));
      return new Reading.Tree(
          root == null ? new ConfigNode.Nothing(1) : new YamlText().node(root, 0));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      return new Reading.Broken(line, "this is not YAML: " + reason(e));
    } catch (TooLargeException e) {
      return new Reading.Broken(e.line, "the aliases here lead in circles or to too many keys");
    } catch (YAMLException e) {
      return new Reading.Broken(
          0,
          "this is not YAML: it holds characters that do not belong into a text, or is too long");
    }
  }

  private static String reason(MarkedYAMLException e) {
    String problem = String.valueOf(e.getProblem());
    return REASONS.entrySet().stream()
        .filter(entry -> problem.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("it cannot be understood here; put values with special characters in quotes");
  }

  private ConfigNode node(Node node, int depth) {
    int line = node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
    if (depth > DEEPEST || ++nodes > MOST_NODES) {
      throw new TooLargeException(line);
    }
    return switch (node) {
      case MappingNode mapping -> keys(mapping, line, depth);
      case SequenceNode sequence ->
          new ConfigNode.Items(
              sequence.getValue().stream().map(item -> node(item, depth + 1)).toList(), line);
      case ScalarNode scalar ->
          scalar.getTag().equals(Tag.NULL)
              ? new ConfigNode.Nothing(line)
              : new ConfigNode.Text(scalar.getValue(), line);
      default -> new ConfigNode.Nothing(line);
    };
  }

  private ConfigNode.Keys keys(MappingNode mapping, int line, int depth) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    Map<String, ConfigNode> merged = new LinkedHashMap<>();
    List<String> repeated = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      ConfigNode value = node(tuple.getValueNode(), depth + 1);
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        merge(value, merged);
        continue;
      }
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (entries.put(key, value) != null) {
        repeated.add(key);
      }
    }
    merged.forEach(entries::putIfAbsent);
    return new ConfigNode.Keys(entries, repeated, line);
  }

  /// `<<: *defaults`, or a list of such. What stands earlier wins.
  private static void merge(ConfigNode value, Map<String, ConfigNode> into) {
    switch (value) {
      case ConfigNode.Keys keys -> keys.entries().forEach(into::putIfAbsent);
      case ConfigNode.Items items -> items.items().forEach(item -> merge(item, into));
      case ConfigNode.Text text -> into.put("<<", text); // reported as an unknown key
      case ConfigNode.Nothing nothing -> into.put("<<", nothing);
    }
  }

  private static final class TooLargeException extends YAMLException {
    private static final long serialVersionUID = 1;
    private final int line;

    TooLargeException(int line) {
      super("too large");
      this.line = line;
    }
  }
}
