package io.mailbuoy.classifier.core.correlation.reading;

import java.util.Locale;

/// What a word says about the methods and symptoms around it.
public enum Cue {
  /// It fails: "unable", "affected".
  FAILS,
  /// It works: "can", "unaffected".
  WORKS,
  /// It works again, so it has failed: "restored".
  WORKS_AGAIN,
  /// It fails and nothing else does: "specific to".
  ONLY,
  /// Turns what is said about what follows: "except".
  EXCEPT,
  /// What follows is what another thing takes the place of: "instead of".
  INSTEAD_OF,
  /// It may be used in place of what fails.
  WORKAROUND,
  /// It was said before and is no longer held.
  RETRACTED,
  /// Turns the next cue: "not".
  NOT,
  /// It fails, and others may: "not limited to".
  NOT_ONLY;

  /// Its name in the vocabulary.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
