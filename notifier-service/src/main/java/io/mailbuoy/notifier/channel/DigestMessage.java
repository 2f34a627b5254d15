package io.mailbuoy.notifier.channel;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A digest in words, before any channel gives it its form. Texts are raw, as those of a [Message].
///
/// @param headline how many alerts it is about
/// @param period how often there is one
/// @param sections what begins, what goes on, what has ended; none of them is empty
/// @param runbook the page that says what to do, where the channel has one
public record DigestMessage(
    String headline, String period, List<Section> sections, Optional<String> runbook) {
  private static final int LONGEST_LINE = 600;

  /// @param lines one for each alert
  public record Section(String heading, List<String> lines) {}

  /// Puts a digest into words.
  ///
  /// @param most so many lines in each section; one that counts the others follows
  public static DigestMessage of(Digest digest, Optional<String> runbook, int most) {
    Map<Action, List<Digest.Entry>> byAction =
        digest.entries().stream()
            .collect(Collectors.groupingBy(entry -> entry.notification().action()));
    List<Section> sections = new ArrayList<>();
    for (Action action : Action.values()) {
      List<Digest.Entry> entries = byAction.getOrDefault(action, List.of());
      if (!entries.isEmpty()) {
        List<String> lines = entries.stream().map(DigestMessage::line).toList();
        sections.add(new Section(heading(action), Text.shortened(lines, most, LONGEST_LINE)));
      }
    }
    return new DigestMessage(
        headline(digest.entries()),
        "What was collected here since the last digest, every " + Text.length(digest.period()),
        List.copyOf(sections),
        runbook);
  }

  private static String headline(List<Digest.Entry> entries) {
    int all = entries.size();
    long over =
        entries.stream()
            .map(entry -> entry.notification().alert().state())
            .filter(state -> state.is(AlertState.RESOLVED))
            .count();
    String ended = over == 0 ? "" : over == all ? ", over by now" : ", " + over + " of them over";
    return "Digest: " + all + (all == 1 ? " alert" : " alerts") + " of severity info" + ended;
  }

  private static String heading(Action action) {
    return switch (action) {
      case TRIGGER -> "New";
      case UPDATE -> "Going on";
      case ACKNOWLEDGE -> "Taken by somebody";
      case RESOLVE -> "Ended";
      case EPISODE -> "Began and ended";
    };
  }

  private static String line(Digest.Entry entry) {
    Alert alert = entry.notification().alert();
    return entry.notification().title()
        + ": "
        + Message.verdict(alert)
        + "; "
        + Message.affected(alert)
        + ", since "
        + Text.time(alert.impact().since())
        + (alert.resolvedAt() == null ? "" : ", over" + Message.lasted(alert))
        + entry.note().map(note -> " (" + note + ")").orElse("");
  }
}
