package io.mailbuoy.classifier.core.correlation;

import java.util.ArrayList;
import java.util.List;

/// Writes out the phrases of the vocabulary: `{all|any} {client|method}` stands for four.
final class Phrases {
  private Phrases() {}

  static List<String> of(List<String> patterns) {
    List<String> phrases = new ArrayList<>();
    patterns.forEach(pattern -> expand(pattern, phrases));
    return phrases;
  }

  private static void expand(String pattern, List<String> phrases) {
    int open = pattern.indexOf('{');
    if (open < 0) {
      phrases.add(pattern.strip());
      return;
    }
    int close = pattern.indexOf('}', open);
    if (close < 0) {
      throw new IllegalArgumentException("the phrase '" + pattern + "' lacks a closing brace");
    }
    for (String choice : pattern.substring(open + 1, close).split("\\|", -1)) {
      expand(pattern.substring(0, open) + choice + pattern.substring(close + 1), phrases);
    }
  }
}
