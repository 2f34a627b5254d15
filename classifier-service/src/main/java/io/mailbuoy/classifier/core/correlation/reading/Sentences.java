package io.mailbuoy.classifier.core.correlation.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Takes a passage apart into sentences. A list below a line that ends with a colon belongs to that
/// line: what it says about one, it says about each.
final class Sentences {
  private static final Pattern LINE = Pattern.compile("\\R");
  private static final Pattern BULLET = Pattern.compile("^(?:[-*\u2022\u00b7]|\\d{1,2}[.)])\\s*");
  private static final Pattern ENDED = Pattern.compile("[.!?]['\")]*$");
  private static final Pattern BETWEEN =
      Pattern.compile("(?<=[.!?])['\")]*\\s+|(?<=[a-z0-9)]{2}[.!?])(?=[A-Z])|;");
  private static final Pattern SHORT_FORMS =
      Pattern.compile("\\b(?:e\\.g|i\\.e|incl|approx|vs)\\.", Pattern.CASE_INSENSITIVE);

  private Sentences() {}

  static List<String> of(String passage) {
    List<String> sentences = new ArrayList<>();
    for (String line : lines(SHORT_FORMS.matcher(passage).replaceAll(","))) {
      for (String sentence : BETWEEN.split(line, -1)) {
        if (!sentence.isBlank()) {
          sentences.add(sentence.strip());
        }
      }
    }
    return sentences;
  }

  /// Lines, with each list on the line of its heading.
  private static List<String> lines(String passage) {
    List<String> lines = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    boolean inList = false;
    for (String raw : LINE.split(passage, -1)) {
      String line = raw.strip();
      if (line.isEmpty()) {
        continue;
      }
      boolean bullet = BULLET.matcher(line).find();
      boolean item = inList && (bullet || !ENDED.matcher(line).find()) && !line.endsWith(":");
      boolean goesOn = !inList && !open.isEmpty() && Character.isLowerCase(line.charAt(0));
      if (item) {
        open.append(" , ").append(BULLET.matcher(line).replaceFirst(""));
      } else if (goesOn) {
        open.append(' ').append(line);
      } else {
        close(lines, open);
        open.append(line);
        inList = false;
      }
      inList |= line.endsWith(":");
    }
    close(lines, open);
    return lines;
  }

  private static void close(List<String> lines, StringBuilder open) {
    if (!open.isEmpty()) {
      lines.add(open.toString());
      open.setLength(0);
    }
  }
}
