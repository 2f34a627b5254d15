package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.Delivery.Told;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.notifier.channel.Text;
import io.mailbuoy.notifier.decision.Routing.Escalation;
import io.mailbuoy.notifier.decision.Routing.Leg;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether an alert is a channel's business, and why.
sealed interface Calling {
  /// A route leads there.
  record Routed() implements Calling {}

  /// Nobody has acknowledged the alert in time.
  record Escalated(String why) implements Calling {}

  /// Another channel cannot be told.
  ///
  /// @param why names the other channel
  record StandsIn(String why) implements Calling {}

  /// It will be where nobody acknowledges the alert by then.
  record NotYet(Instant at) implements Calling {}

  /// It is not.
  record No() implements Calling {}

  static Calling of(Situation situation, String channel) {
    if (situation.plan().channels().contains(channel)) {
      return new Routed();
    }
    List<Calling> escalations =
        situation.plan().legs().stream()
            .flatMap(leg -> escalations(situation, leg, channel))
            .toList();
    Stream<Calling> standIns = inPlaceOf(situation, channel).<Calling>map(StandsIn::new).stream();
    return Stream.of(
            escalations.stream().filter(Escalated.class::isInstance),
            standIns,
            escalations.stream())
        .flatMap(each -> each)
        .findFirst()
        .orElse(new No());
  }

  private static Stream<Calling> escalations(Situation situation, Leg leg, String channel) {
    if (situation.wishes().taken(situation.alert().alertId())) {
      return Stream.empty();
    }
    return leg.escalations().stream()
        .filter(step -> step.channels().contains(channel))
        .map(Escalation::after)
        .sorted()
        .limit(1)
        .flatMap(after ->
            firstTold(situation, leg).map(at -> escalation(at, after, situation)).stream());
  }

  private static Calling escalation(Instant firstTold, Duration after, Situation situation) {
    Instant due = firstTold.plus(after);
    return situation.now().isBefore(due)
        ? new NotYet(due)
        : new Escalated("nobody has acknowledged it within " + Text.length(after));
  }

  /// When somebody was first told, or, where nobody could be, when it was detected; empty while it
  /// has not been tried, because people must have had the time to acknowledge it.
  private static Optional<Instant> firstTold(Situation situation, Leg leg) {
    List<Delivery> receipts =
        Stream.concat(leg.channels().stream(), leg.fallback().stream())
            .flatMap(channel -> situation.receipt(channel).stream())
            .toList();
    Optional<Instant> told =
        receipts.stream()
            .flatMap(receipt -> Stream.ofNullable(receipt.told()))
            .map(Told::firstAt)
            .flatMap(Stream::ofNullable)
            .min(Instant::compareTo);
    boolean tried =
        receipts.stream()
            .anyMatch(receipt ->
                receipt.status().is(DeliveryStatus.RETRYING)
                    || receipt.status().is(DeliveryStatus.FAILED));
    return told.or(() -> tried ? Optional.of(situation.alert().detectedAt()) : Optional.empty());
  }

  /// Where the channel is a fallback and is needed: which channel it stands in for, and why. Those
  /// before it in the list come first, so it is needed when they cannot be told either.
  private static Optional<String> inPlaceOf(Situation situation, String channel) {
    for (Leg leg : situation.plan().legs()) {
      int place = leg.fallback().indexOf(channel);
      List<String> before = leg.fallback().subList(0, Math.max(0, place));
      if (place >= 0 && before.stream().allMatch(each -> trouble(situation, each).isPresent())) {
        Optional<String> why =
            leg.channels().stream()
                .filter(other -> !other.equals(channel))
                .flatMap(other -> trouble(situation, other).stream())
                .findFirst();
        if (why.isPresent()) {
          return why.map(words -> words + norCan(before));
        }
      }
    }
    return Optional.empty();
  }

  private static String norCan(List<String> others) {
    return others.isEmpty()
        ? ""
        : "; nor can it be told over "
            + others.stream().map(each -> "'" + each + "'").collect(Collectors.joining(", "));
  }

  private static Optional<String> trouble(Situation situation, String channel) {
    Optional<Delivery> receipt = situation.receipt(channel);
    if (receipt.filter(last -> last.status().is(DeliveryStatus.FAILED)).isPresent()) {
      return Optional.of(
          "told here because channel '"
              + channel
              + "' refused it: "
              + receipt.map(Delivery::detail).orElse(""));
    }
    String trouble = situation.troubled().get(channel);
    if (trouble != null && situation.told(channel).isEmpty()) {
      return Optional.of(
          "told here because channel '"
              + channel
              + "' "
              + trouble
              + receipt.map(Delivery::detail).map(detail -> ": " + detail).orElse(""));
    }
    if (situation.plan().doubtful().contains(channel)) {
      return Optional.of(
          "told here as well because channel '" + channel + "' depends on what is broken");
    }
    return Optional.empty();
  }
}
