package io.mailbuoy.notifier.channel;

import io.mailbuoy.contracts.event.Delivery.Told;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a channel is told of several alerts in one message.
///
/// @param entries one for each alert, the worst first
/// @param occasion why they are told together
/// @param at when they are told
public record Group(List<Entry> entries, Occasion occasion, Instant at) {
  public Group {
    entries = List.copyOf(entries);
  }

  /// What is told of one alert.
  ///
  /// @param note why it is told, where its action does not say so
  public record Entry(Notification notification, Optional<String> note) {}

  /// For example `a digest of 3 alerts`.
  public String words() {
    String what =
        switch (occasion) {
          case Occasion.Digest _ -> "a digest of ";
          case Occasion.Waited _, Occasion.Limited _, Occasion.Away _, Occasion.Started _ ->
              "a group of ";
        };
    return what + entries.size() + (entries.size() == 1 ? " alert" : " alerts");
  }

  /// The same for every attempt to tell the same things, and another for anything else.
  public String id() {
    return Fingerprint.of(
        entries.stream()
            .map(Entry::notification)
            .sorted(Comparator.comparing(each -> each.alert().alertId()))
            .map(Group::identity)
            .collect(Collectors.joining("\n")));
  }

  /// What is told of an alert follows from its revision, the action, and what was told before.
  public static String identity(Notification notification) {
    return String.join(
        "\n",
        notification.alert().alertId(),
        Integer.toString(notification.alert().revision()),
        notification.action().name(),
        notification.told().map(Told::at).map(Object::toString).orElse(""));
  }
}
