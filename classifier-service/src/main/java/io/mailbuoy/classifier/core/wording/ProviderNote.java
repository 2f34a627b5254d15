package io.mailbuoy.classifier.core.wording;

import io.mailbuoy.classifier.core.naming.Names;
import java.util.ArrayList;
import java.util.List;

/// The sentences at the end of a summary that tell whether Microsoft has said so.
public final class ProviderNote {
  private static final String ACKNOWLEDGED = "Microsoft has acknowledged this";
  private static final String NOT_ACKNOWLEDGED = "Microsoft has not acknowledged this";
  private static final String UNREADABLE = "Microsoft's status cannot be read since ";

  private ProviderNote() {}

  /// An incident that would explain an alert, if the provider stood by it.
  ///
  /// @param at when we saw that it does not, in milliseconds since 1970
  public record Withdrawal(String id, long at) {}

  /// What Microsoft has said; empty for services that are not Microsoft's or not to blame.
  ///
  /// @param unreadableSince since when the admin centre cannot be read, in milliseconds since 1970;
  ///   0 where it can
  public static String of(
      boolean microsoft,
      boolean providers,
      List<String> confirming,
      List<Withdrawal> withdrawn,
      long unreadableSince) {
    if (!microsoft || (!providers && confirming.isEmpty())) {
      return "";
    }
    List<String> said = new ArrayList<>();
    if (!confirming.isEmpty()) {
      said.add(ACKNOWLEDGED + ": " + String.join(", ", confirming) + ".");
    } else if (unreadableSince > 0) {
      said.add(
          UNREADABLE
              + Names.clock(unreadableSince)
              + " UTC, and Microsoft has not acknowledged this before.");
    } else {
      said.add(NOT_ACKNOWLEDGED + ".");
    }
    withdrawn.forEach(one -> said.add(withdrawal(one)));
    return String.join(" ", said);
  }

  /// One withdrawal, as a fact.
  public static String withdrawal(Withdrawal withdrawn) {
    return "Microsoft withdrew %s at %s as a false positive."
        .formatted(withdrawn.id(), Names.time(withdrawn.at()));
  }

  /// Whether a summary says that the status cannot be read.
  public static boolean tellsUnreadable(String summary) {
    return summary.contains(UNREADABLE);
  }

  /// A summary without its note.
  public static String without(String summary) {
    int end = summary.length();
    for (String opening : List.of(ACKNOWLEDGED, NOT_ACKNOWLEDGED, UNREADABLE)) {
      int at = summary.indexOf(opening);
      end = at < 0 ? end : Math.min(end, at);
    }
    return summary.substring(0, end).strip();
  }
}
