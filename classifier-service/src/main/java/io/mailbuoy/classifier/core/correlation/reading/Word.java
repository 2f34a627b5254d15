package io.mailbuoy.classifier.core.correlation.reading;

import org.jspecify.annotations.Nullable;

/// A word as the analyser leaves it, or a term of the vocabulary.
///
/// @param text the stem, a comma, or the mark of an ellipsis
/// @param meaning null for a word that is no term
record Word(String text, @Nullable Meaning meaning) {
  static final String COMMA = ",";
  static final String ELLIPSIS = "~";

  boolean isComma() {
    return text.equals(COMMA);
  }

  /// Whether it stands for the opposite of what was said before.
  boolean isEllipsis() {
    return text.equals(ELLIPSIS);
  }

  boolean joins() {
    return text.equals("and") || text.equals("or");
  }

  @Nullable Cue cue() {
    return meaning instanceof Meaning.Said(Cue cue) ? cue : null;
  }

  boolean isMention() {
    return meaning instanceof Meaning.Method || meaning instanceof Meaning.Symptom;
  }

  boolean isMethod() {
    return meaning instanceof Meaning.Method;
  }

  /// Whether it says something by itself about what stands around it.
  boolean predicates() {
    return switch (cue()) {
      case null -> isEllipsis();
      case EXCEPT, INSTEAD_OF, NOT -> false;
      case FAILS, WORKS, WORKS_AGAIN, ONLY, NOT_ONLY, WORKAROUND, RETRACTED -> true;
    };
  }
}
