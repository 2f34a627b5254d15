package io.mailbuoy.classifier.core.correlation.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes a post apart at its labels, `User impact:` and so on. They are found anywhere, because
/// some feeds lose every line break.
final class Labels {
  private final Map<String, Paragraph> byForm = new TreeMap<>();
  private final Pattern label;

  /// @param forms for each paragraph the words of its labels
  Labels(Map<Paragraph, List<String>> forms) {
    forms.forEach((paragraph, words) -> words.forEach(word -> byForm.put(word, paragraph)));
    String any =
        String.join(
            "|",
            byForm.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(form -> Pattern.quote(form).replace(" ", "\\E\\s+\\Q"))
                .toList());
    label = Pattern.compile("(" + any + ")\\s*:", Pattern.CASE_INSENSITIVE);
  }

  /// The passages of a plain text, in order.
  List<Passage> passages(String plain) {
    List<Passage> passages = new ArrayList<>();
    Matcher found = label.matcher(plain);
    Paragraph paragraph = Paragraph.UNLABELLED;
    int from = 0;
    while (found.find()) {
      add(passages, paragraph, plain.substring(from, found.start()));
      String form = found.group(1).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
      paragraph = Objects.requireNonNull(byForm.get(form));
      from = found.end();
    }
    add(passages, paragraph, plain.substring(from));
    return passages;
  }

  private static void add(List<Passage> passages, Paragraph paragraph, String text) {
    if (!text.isBlank()) {
      passages.add(new Passage(paragraph, text.strip()));
    }
  }
}
