package io.mailbuoy.classifier.core.correlation.reading;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a text step by step: form, labelled paragraphs, sentences, words and terms, clauses,
/// statements. It knows the vocabulary's words and none of its weights.
public final class TextReader {
  private final Labels labels;
  private final Terms terms;

  /// @param labels for each paragraph the words of its labels
  /// @param fill words without meaning
  /// @param vocabulary phrases by their meaning
  public TextReader(
      Map<Paragraph, List<String>> labels,
      Collection<String> fill,
      Map<Meaning, List<String>> vocabulary) {
    this.labels = new Labels(labels);
    this.terms = new Terms(fill, vocabulary);
  }

  /// A text in one line, as a person reads it.
  public static String plain(String received) {
    return PlainText.of(received).replaceAll("\\s+", " ").strip();
  }

  /// The labelled paragraphs of a post.
  public List<Passage> passages(String post) {
    return labels.passages(PlainText.of(post));
  }

  /// What passages of plain text say, each thing once, in the order of the text.
  public List<Statement> statements(Collection<Passage> passages) {
    Set<Statement> statements = new LinkedHashSet<>();
    for (Passage passage : passages) {
      if (!passage.paragraph().silent()) {
        statements.addAll(statements(passage));
      }
    }
    return List.copyOf(statements);
  }

  private List<Statement> statements(Passage passage) {
    List<Statement> statements = new ArrayList<>();
    Cue before = null;
    for (String sentence : Sentences.of(passage.text())) {
      for (List<Word> clause : Clauses.of(terms.of(sentence))) {
        List<Word> resolved = Negation.resolved(clause, before);
        statements.addAll(ClauseReader.statements(passage.paragraph(), resolved));
        Cue last = Negation.last(resolved);
        before = last == null ? before : last;
      }
    }
    return statements;
  }
}
