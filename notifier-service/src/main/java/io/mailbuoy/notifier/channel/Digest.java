package io.mailbuoy.notifier.channel;

import io.mailbuoy.contracts.event.Delivery.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a channel is told of several alerts in one message.
///
/// @param entries one for each alert
/// @param period from one digest to the next
/// @param at when it is told
public record Digest(List<Entry> entries, Duration period, Instant at) {
  public Digest {
    entries = List.copyOf(entries);
  }

  /// What is told of one alert.
  ///
  /// @param note why it is told, where its action does not say so
  public record Entry(Notification notification, Optional<String> note) {}

  /// For example `a digest of 3 alerts`.
  public static String words(int alerts) {
    return "a digest of " + alerts + (alerts == 1 ? " alert" : " alerts");
  }

  /// The same for every attempt to tell the same things, and another for anything else.
  public String id() {
    return Fingerprint.of(
        entries.stream()
            .map(Entry::notification)
            .sorted(Comparator.comparing(each -> each.alert().alertId()))
            .map(Digest::identity)
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
