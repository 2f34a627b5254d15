package io.mailbuoy.standalone.terminal;

import java.util.ArrayList;
import java.util.List;

/// Breaks text into lines.
public final class Wrap {
  private Wrap() {}

  /// @param width the most characters of a line; a longer word has a line of its own
  public static List<String> at(int width, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
