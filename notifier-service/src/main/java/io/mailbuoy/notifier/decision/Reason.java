package io.mailbuoy.notifier.decision;

import java.util.Locale;

/// Why somebody is told, or is not. The words are shown to people, logged, and label a metric.
public enum Reason {
  OPENED("a new alert"),
  STANDS_IN("told here because another channel may not reach anybody"),
  ESCALATED("nobody has acknowledged it in time"),
  CONFIRMED("an incident of the provider now explains it"),
  RECLASSIFIED("the verdict has changed"),
  WORSE("the severity has been raised"),
  START_MOVED("the provider has moved the start of its incident"),
  TAKEN("somebody has taken it"),
  REMINDER("it goes on"),
  ENDED("it has ended"),
  MISSED("it began and ended while this channel could not be told"),

  NOT_ROUTED("no route leads here"),
  UP_TO_DATE("the channel knows"),
  NOTHING_NEW("nothing changed that a person would want to know"),
  TOO_SOON("the last message is less than a minute old"),
  NOT_YET("it is this channel's turn where nobody acknowledges it in time"),
  END_TOLD("the channel knows that it has ended"),
  REFUSED("the channel has refused it for good"),
  SILENCED("a silence or maintenance window covers it"),
  QUIET_HOURS("the channel has its quiet hours"),
  LONG_OVER("it ended too long ago to be news");

  private final String words;

  Reason(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  /// The metric's label.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
