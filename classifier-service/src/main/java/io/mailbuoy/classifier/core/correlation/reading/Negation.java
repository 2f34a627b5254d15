package io.mailbuoy.classifier.core.correlation.reading;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Resolves the words of a clause that change each other: "not affected" works, "not able" fails,
/// "not limited to" is more than what is named, "can fail" fails, "only affects" is "only", and
/// "but IMAP4 is" turns what was said before.
final class Negation {
  /// So far a word reaches: "not currently believed to be affected" without its fill words.
  private static final int REACH = 3;

  private static final Word NOTHING = new Word("", new Meaning.Nothing());

  private Negation() {}

  /// @param before what the clause before says; null where there is none
  static List<Word> resolved(List<Word> clause, @Nullable Cue before) {
    List<Word> words = new ArrayList<>(clause);
    words.replaceAll(word -> word.isEllipsis() ? opposite(before) : word);
    for (int i = 0; i < words.size(); i++) {
      switch (words.get(i).cue()) {
        case NOT -> negate(words, i);
        case WORKS -> {
          if (next(words, i, Cue.FAILS) > 0) {
            words.set(i, NOTHING); // "can fail"
          }
        }
        case ONLY, WORKAROUND -> drop(words, next(words, i, Cue.FAILS)); // "to bypass the problem"
        case RETRACTED -> { // "at first believed to be limited to"
          drop(words, next(words, i, Cue.FAILS));
          drop(words, next(words, i, Cue.ONLY));
        }
        case null -> {}
        case FAILS, WORKS_AGAIN, EXCEPT, INSTEAD_OF, NOT_ONLY -> {}
      }
    }
    return words;
  }

  private static void negate(List<Word> words, int at) {
    int end = Math.min(words.size(), at + 1 + REACH);
    for (int i = at + 1; i < end; i++) {
      Cue cue = words.get(i).cue();
      if (cue == Cue.NOT) { // "neither … nor …"
        words.set(i, NOTHING);
        end = Math.min(words.size(), i + 1 + REACH);
      }
      Cue turned = turned(cue);
      if (turned != null) {
        words.set(at, said(turned));
        words.remove(i);
        return;
      }
    }
    boolean method = at + 1 < words.size() && words.get(at + 1).isMethod();
    words.set(at, said(method ? Cue.WORKS : Cue.FAILS)); // "not IMAP4 but …", "does not load"
  }

  private static Word opposite(@Nullable Cue before) {
    return switch (before) {
      case null -> NOTHING;
      case FAILS, ONLY, NOT_ONLY -> said(Cue.WORKS);
      case WORKS, WORKS_AGAIN, WORKAROUND -> said(Cue.FAILS);
      case EXCEPT, INSTEAD_OF, NOT, RETRACTED -> NOTHING;
    };
  }

  /// What a resolved clause says at its end; null where it says nothing.
  static @Nullable Cue last(List<Word> resolved) {
    for (Word word : resolved.reversed()) {
      if (word.predicates()) {
        return word.cue();
      }
    }
    return null;
  }

  private static @Nullable Cue turned(@Nullable Cue cue) {
    return switch (cue) {
      case null -> null;
      case FAILS -> Cue.WORKS;
      case WORKS, WORKS_AGAIN, WORKAROUND -> Cue.FAILS;
      case ONLY -> Cue.NOT_ONLY;
      case EXCEPT, INSTEAD_OF, RETRACTED, NOT, NOT_ONLY -> null;
    };
  }

  /// Where a cue stands shortly after another, before any method; 0 where it does not.
  private static int next(List<Word> words, int at, Cue cue) {
    int end = Math.min(words.size(), at + 1 + REACH);
    for (int i = at + 1; i < end && !words.get(i).isMethod(); i++) {
      if (words.get(i).cue() == cue) {
        return i;
      }
    }
    return 0;
  }

  private static void drop(List<Word> words, int at) {
    if (at > 0) {
      words.set(at, NOTHING);
    }
  }

  private static Word said(Cue cue) {
    return new Word("", new Meaning.Said(cue));
  }
}
