package io.mailbuoy.benchmarks.attribution;

import io.mailbuoy.contracts.event.Role;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Who is meant by a scenario's words, such as `mailboxes 1-3 of tenant 2 from fra1, owa`.
///
/// The words are `everything`, `microsoft`, `mailboxes`, `mailboxes 2-5`, `mailbox 3`, `controls`,
/// or the name of a control or of another service's mailboxes; `of tenant 2` and `from fra1` narrow
/// them.
final class Who {
  private static final Pattern PART =
      Pattern.compile(
          "(?<word>[a-z-]+)(?: (?<from>\\d+)(?:-(?<to>\\d+))?)?(?: of tenant (?<tenant>\\d+))?(?: from (?<place>\\S+))?");

  private Who() {}

  /// @throws IllegalArgumentException where the words mean nothing
  static Predicate<Watched> of(String words) {
    return Arrays.stream(words.split(",\\s*", -1))
        .map(Who::part)
        .collect(Collectors.reducing(w -> false, Predicate::or));
  }

  private static Predicate<Watched> part(String words) {
    Matcher m = PART.matcher(words.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException("nobody is meant by '" + words + "'");
    }
    Predicate<Watched> who = word(m.group("word"));
    if (m.group("from") != null) {
      int first = Integer.parseInt(m.group("from"));
      int last = m.group("to") == null ? first : Integer.parseInt(m.group("to"));
      who = who.and(w -> w.number() >= first && w.number() <= last);
    }
    if (m.group("tenant") != null) {
      int tenant = Integer.parseInt(m.group("tenant"));
      who = who.and(w -> w.tenant() == tenant);
    }
    String place = m.group("place");
    return place == null ? who : who.and(w -> w.location().equals(place));
  }

  private static Predicate<Watched> word(String word) {
    return switch (word) {
      case "everything" -> w -> true;
      case "microsoft" -> Watched::microsoft;
      case "mailboxes", "mailbox" -> w -> w.group().equals(Watched.MAILBOX);
      case "controls" -> w -> w.role() == Role.CONTROL;
      default -> w -> w.group().equals(word);
    };
  }
}
