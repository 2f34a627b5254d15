package io.mailbuoy.classifier.core.correlation.reading;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One thing that a text says: of a method or of a symptom, that it fails, works, is a way around
/// the fault, or is just named. It is saved as words, `user-impact method imap fails`.
///
/// @param name of the method or symptom, as the vocabulary calls it
/// @param only whether nothing else fails
public record Statement(
    Paragraph paragraph, Subject subject, String name, Polarity polarity, boolean only) {
  /// What it is about.
  public enum Subject {
    METHOD,
    SYMPTOM
  }

  /// What is said of it.
  public enum Polarity {
    FAILS,
    WORKS,
    WORKAROUND,
    MENTIONED
  }

  private static final String ONLY = " only";

  /// Whether it says of a method that it fails.
  public boolean fails() {
    return polarity == Polarity.FAILS;
  }

  public boolean isMethod() {
    return subject == Subject.METHOD;
  }

  @JsonValue
  @Override
  public String toString() {
    return String.join(" ", paragraph.text(), word(subject), name, word(polarity))
        + (only ? ONLY : "");
  }

  /// Reads its saved form; empty where another version has written words that this one lacks.
  public static Optional<Statement> parse(String saved) {
    List<String> words = List.of(saved.split(" ", -1));
    if (words.size() < 4) {
      return Optional.empty();
    }
    return of(Paragraph.values(), words.get(0))
        .flatMap(paragraph ->
            of(Subject.values(), words.get(1))
                .flatMap(subject ->
                    of(Polarity.values(), words.get(3))
                        .map(polarity ->
                            new Statement(
                                paragraph,
                                subject,
                                words.get(2),
                                polarity,
                                saved.endsWith(ONLY)))));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> Optional<E> of(E[] all, String word) {
    return Arrays.stream(all).filter(one -> word(one).equals(word)).findFirst();
  }
}
