package io.mailbuoy.classifier.core.correlation.reading;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Resolves the words of a clause that change each other: "not affected" works, "not able" fails,
/// "not limited to" is more than what is named, "can fail" fails, and "only affects" is "only".
final class Negation {
  /// So far a word reaches: "not currently believed to be affected" without its fill words.
  private static final int REACH = 3;

  private static final Word NOTHING = new Word("", new Meaning.Nothing());

  private Negation() {}

  static List<Word> resolved(List<Word> clause) {
    List<Word> words = new ArrayList<>(clause);
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
        case FAILS, WORKS_AGAIN, EXCEPT, NOT_ONLY -> {}
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
    boolean last = at == words.size() - 1;
    words.set(at, said(last ? Cue.WORKS : Cue.FAILS)); // "… isn't." and "does not load"
  }

  private static @Nullable Cue turned(@Nullable Cue cue) {
    return switch (cue) {
      case null -> null;
      case FAILS -> Cue.WORKS;
      case WORKS, WORKS_AGAIN, WORKAROUND -> Cue.FAILS;
      case ONLY -> Cue.NOT_ONLY;
      case EXCEPT, RETRACTED, NOT, NOT_ONLY -> null;
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
