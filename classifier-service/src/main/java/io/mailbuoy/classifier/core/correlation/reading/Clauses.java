package io.mailbuoy.classifier.core.correlation.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Takes a sentence apart into clauses, each of which says one thing about its methods. A comma may
/// stand between the items of a list or between two clauses; what holds predicates decides.
final class Clauses {
  private Clauses() {}

  private record Segment(List<Word> words, boolean turns) {
    boolean says() {
      return words.stream().anyMatch(Word::predicates);
    }

    boolean mentions() {
      return words.stream().anyMatch(Word::isMention);
    }
  }

  static List<List<Word>> of(List<Word> sentence) {
    List<Segment> segments = segments(sentence);
    List<List<Word>> clauses = new ArrayList<>();
    List<Word> open = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      Segment next = segments.get(i);
      boolean later = segments.subList(i + 1, segments.size()).stream().anyMatch(Segment::says);
      if (!open.isEmpty() && !goesOn(open, next, later)) {
        split(open, clauses);
        open = new ArrayList<>();
      }
      open.addAll(next.words());
    }
    split(open, clauses);
    return clauses;
  }

  private static List<Segment> segments(List<Word> sentence) {
    List<Segment> segments = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    boolean turns = false;
    for (Word word : sentence) {
      boolean turn = word.meaning() instanceof Meaning.Turn;
      if (word.isComma() || turn) {
        if (!words.isEmpty()) {
          segments.add(new Segment(words, turns));
          words = new ArrayList<>();
          turns = false;
        }
        turns |= turn;
      } else {
        words.add(word);
      }
    }
    if (!words.isEmpty()) {
      segments.add(new Segment(words, turns));
    }
    return segments;
  }

  private static boolean goesOn(List<Word> open, Segment next, boolean laterSays) {
    boolean says = open.stream().anyMatch(Word::predicates);
    boolean mentions = open.stream().anyMatch(Word::isMention);
    if (next.turns()) {
      return !says && !mentions;
    }
    if (!says) {
      return true; // the head of a list, or "In Europe,"
    }
    if (!next.says()) {
      return !next.mentions()
          || next.words().getFirst().cue() == Cue.EXCEPT
          || open.getLast().isMention()
          || !laterSays;
    }
    return !next.mentions() || (!mentions && introduces(open));
  }

  /// "As a workaround, …" and "We first believed that, …" speak of what comes.
  private static boolean introduces(List<Word> open) {
    return open.stream()
        .anyMatch(word -> word.cue() == Cue.WORKAROUND || word.cue() == Cue.RETRACTED);
  }

  /// Two clauses may be joined by "and", each with methods and a predicate of its own.
  private static void split(List<Word> clause, List<List<Word>> clauses) {
    for (int i = 1; i < clause.size() - 1; i++) {
      if (clause.get(i).joins()) {
        List<Word> left = clause.subList(0, i);
        List<Word> right = clause.subList(i + 1, clause.size());
        if (whole(left) && whole(right)) {
          clauses.add(List.copyOf(left));
          split(right, clauses);
          return;
        }
      }
    }
    if (!clause.isEmpty()) {
      clauses.add(List.copyOf(clause));
    }
  }

  private static boolean whole(List<Word> words) {
    return any(words, Word::isMethod) && any(words, Word::predicates);
  }

  private static boolean any(List<Word> words, Predicate<Word> what) {
    return words.stream().anyMatch(what);
  }
}
