package io.mailbuoy.classifier.core.correlation.reading;

import java.util.Locale;

/// The labelled paragraphs of a post, by what may be learned from them.
public enum Paragraph {
  TITLE(Weight.TELLS),
  USER_IMPACT(Weight.TELLS),
  SCOPE(Weight.TELLS),
  MORE_INFO(Weight.TELLS_IN_PLAIN_WORDS),
  /// What stands under no label.
  UNLABELLED(Weight.TELLS_IN_PLAIN_WORDS),
  /// What is being done; it tells how far a fault reaches only where it says so.
  STATUS(Weight.HINTS),
  /// Why it came; it names what was changed, which need not be what fails.
  ROOT_CAUSE(Weight.HINTS),
  /// Times, next steps, when to expect more: nothing about what fails. Months and years are often
  /// wrong there; times are taken from the record's fields.
  SILENT(Weight.NOTHING);

  /// How much a paragraph counts.
  private enum Weight {
    TELLS,
    TELLS_IN_PLAIN_WORDS,
    HINTS,
    NOTHING
  }

  private final Weight weight;

  Paragraph(Weight weight) {
    this.weight = weight;
  }

  /// Its name as it is saved and as the vocabulary calls it.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether it tells what fails.
  public boolean tells() {
    return weight == Weight.TELLS || weight == Weight.TELLS_IN_PLAIN_WORDS;
  }

  /// Whether what it names counts as failing where no word of the clause says so or denies it: a
  /// title such as "IMAP4 access in Exchange Online" needs no verb, and a link to a manual in "More
  /// info" is no complaint.
  boolean failsUnsaid() {
    return weight == Weight.TELLS || this == ROOT_CAUSE;
  }

  /// Whether nothing is to be learned from it.
  boolean silent() {
    return weight == Weight.NOTHING;
  }
}
