package io.mailbuoy.notifier.channel;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A group in words, before any channel gives it its form. Texts are raw, as those of a [Message].
///
/// @param headline how many alerts it is about, and the worst of them
/// @param occasion why they are told together
/// @param sections what begins, what goes on, what has ended; none of them is empty
/// @param pages that tell more, the runbook first
public record GroupMessage(
    String headline, String occasion, List<Section> sections, List<Message.Link> pages) {
  private static final int LONGEST_HEADLINE = 300;

  /// @param lines one for each alert
  public record Section(String heading, List<String> lines) {}

  /// How much room a message has.
  ///
  /// @param lines in each section; one that counts the others follows. Only a digest has more
  ///   alerts than that
  /// @param letters in each line
  public record Room(int lines, int letters) {}

  /// Puts a group into words.
  ///
  /// @param runbook the page that says what to do, where the channel has one
  public static GroupMessage of(Group group, Optional<String> runbook, Room room) {
    return switch (group.occasion()) {
      case Occasion.Digest _ ->
          new GroupMessage(
              digestOf(group.entries()),
              group.occasion().words(),
              sections(group, room, ""),
              runbook.map(Message.Link::runbook).stream().toList());
      case Occasion.Waited _, Occasion.Limited _, Occasion.Away _, Occasion.Started _ ->
          new GroupMessage(
              Text.clip(Text.line(groupOf(group.entries())), LONGEST_HEADLINE),
              group.occasion().words(),
              sections(group, room, ": "),
              pages(group, runbook));
    };
  }

  /// @param mark what stands after a line's severity; empty where lines show none
  private static List<Section> sections(Group group, Room room, String mark) {
    Map<Action, List<Group.Entry>> byAction =
        group.entries().stream()
            .collect(Collectors.groupingBy(entry -> entry.notification().action()));
    List<Section> sections = new ArrayList<>();
    for (Action action : Action.values()) {
      List<String> lines =
          byAction.getOrDefault(action, List.of()).stream()
              .map(entry -> (mark.isEmpty() ? "" : severity(entry) + mark) + line(entry))
              .toList();
      if (!lines.isEmpty()) {
        sections.add(
            new Section(heading(action), Text.shortened(lines, room.lines(), room.letters())));
      }
    }
    return List.copyOf(sections);
  }

  private static String digestOf(List<Group.Entry> entries) {
    long over = entries.stream().filter(GroupMessage::isOver).count();
    String ended =
        over == 0 ? "" : over == entries.size() ? ", over by now" : ", " + over + " of them over";
    return "Digest: " + alerts(entries) + " of severity info" + ended;
  }

  private static String groupOf(List<Group.Entry> entries) {
    List<Group.Entry> open = entries.stream().filter(entry -> !isOver(entry)).toList();
    if (open.isEmpty()) {
      return alerts(entries) + " resolved, the worst " + worst(entries.getFirst());
    }
    int over = entries.size() - open.size();
    return alerts(entries)
        + (over == 0 ? "" : ", " + over + " of them resolved")
        + ", the worst "
        + worst(open.getFirst());
  }

  private static String worst(Group.Entry entry) {
    Alert alert = entry.notification().alert();
    return severity(entry) + ": " + entry.notification().title() + ", " + Message.verdict(alert);
  }

  private static String alerts(List<Group.Entry> entries) {
    return entries.size() + (entries.size() == 1 ? " alert" : " alerts");
  }

  private static boolean isOver(Group.Entry entry) {
    return entry.notification().alert().state().is(AlertState.RESOLVED);
  }

  private static String severity(Group.Entry entry) {
    return entry.notification().alert().severity().text().toUpperCase(Locale.ROOT);
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

  private static String line(Group.Entry entry) {
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

  /// The incidents of all of them.
  private static List<Message.Link> pages(Group group, Optional<String> runbook) {
    return Stream.concat(
            runbook.map(Message.Link::runbook).stream(),
            group.entries().stream()
                .flatMap(entry -> Message.of(entry.notification(), runbook).links().stream()))
        .distinct()
        .toList();
  }

  /// Whether anything begins in it that is more than an information, so that people are called.
  public static boolean calls(Group group) {
    return group.entries().stream()
        .map(Group.Entry::notification)
        .filter(each -> !each.alert().severity().is(Severity.INFO))
        .anyMatch(each -> each.action() == Action.TRIGGER || each.action() == Action.EPISODE);
  }
}
