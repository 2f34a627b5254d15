package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.Delivery.Told;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.decision.Decision.StandsIn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Compares what a channel must know with what its receipt says it knows.
///
/// It looks at the newest revision only. A revision that was replaced before it could be told is
/// not missed: what it brought is still in the facts of the newest.
public final class Decider {
  /// An update waits this long after the last message, so that a verdict that settles in its first
  /// minute is one message and an outage that is over by then is two.
  static final Duration SETTLING = Duration.ofMinutes(1);

  /// An alert that ended longer ago, and of which nothing is known here, is history: a channel that
  /// was added today is not told of last month.
  static final Duration STILL_NEWS = Duration.ofDays(1);

  private Decider() {}

  public static Decision decide(Situation situation, String channel, ChannelKind kind) {
    Optional<Told> told = situation.told(channel);
    return told.isPresent()
        ? decideKnown(situation, channel, kind, told.get())
        : decideUnknown(situation, channel, kind);
  }

  /// The channel has never been told of the alert.
  private static Decision decideUnknown(Situation situation, String channel, ChannelKind kind) {
    Alert alert = situation.alert();
    boolean over = alert.state().is(AlertState.RESOLVED);
    if (refused(situation, channel)) {
      return new Decision.Skip(Reason.REFUSED);
    }
    if (over && suppressed(situation, channel)) {
      return new Decision.Skip(Reason.SILENCED);
    }
    Optional<String> inPlaceOf = inPlaceOf(situation, channel);
    boolean routed = situation.plan().channels().contains(channel);
    if (!routed && inPlaceOf.isEmpty()) {
      return new Decision.Skip(Reason.NOT_ROUTED);
    }
    if (over && ended(alert).plus(STILL_NEWS).isBefore(situation.now())) {
      return new Decision.Skip(Reason.LONG_OVER);
    }
    Optional<Instant> silentUntil = situation.wishes().silentUntil(alert, situation.now());
    if (silentUntil.isPresent()) {
      return new Decision.Suppress(silentUntil.get(), Reason.SILENCED);
    }
    Action action = over ? first(kind) : Action.TRIGGER;
    Reason reason = over ? Reason.MISSED : Reason.OPENED;
    return routed
        ? new Decision.Send(action, reason, reason.words(), StandsIn.NO)
        : new Decision.Send(action, Reason.STANDS_IN, inPlaceOf.orElseThrow(), StandsIn.YES);
  }

  /// A receiver that keeps incidents gets its trigger first, and the resolve follows from that
  /// receipt; people get one message that says both.
  private static Action first(ChannelKind kind) {
    return switch (kind.memory()) {
      case INCIDENTS -> Action.TRIGGER;
      case MESSAGES -> Action.EPISODE;
    };
  }

  private static Decision decideKnown(
      Situation situation, String channel, ChannelKind kind, Told told) {
    Alert alert = situation.alert();
    if (told.resolved()) {
      return new Decision.Skip(Reason.END_TOLD);
    }
    if (refused(situation, channel)) {
      return new Decision.Skip(Reason.REFUSED);
    }
    if (alert.state().is(AlertState.RESOLVED)) {
      return send(Action.RESOLVE, Reason.ENDED);
    }
    if (kind.memory() == ChannelKind.Memory.INCIDENTS
        && situation.wishes().taken(alert.alertId())
        && !told.acknowledged()) {
      return send(Action.ACKNOWLEDGE, Reason.TAKEN);
    }
    if (alert.revision() <= told.revision()) {
      return new Decision.Skip(Reason.UP_TO_DATE);
    }
    Optional<Reason> news = News.since(told, alert);
    if (news.isEmpty()) {
      return new Decision.Skip(Reason.NOTHING_NEW);
    }
    if (!situation.plan().channels().contains(channel) && inPlaceOf(situation, channel).isEmpty()) {
      return new Decision.Skip(Reason.NOT_ROUTED);
    }
    Instant settled = told.at().plus(SETTLING);
    return situation.now().isBefore(settled)
        ? new Decision.Later(settled, Reason.TOO_SOON)
        : send(Action.UPDATE, news.get());
  }

  private static Decision send(Action action, Reason reason) {
    return new Decision.Send(action, reason, reason.words(), StandsIn.NO);
  }

  /// A channel that refused a revision for good is asked again when there is a revision that is not
  /// a mere refresh. An end that it refused, or of an alert that it refused, is left to others.
  private static boolean refused(Situation situation, String channel) {
    Optional<Delivery> failed =
        situation.receipt(channel).filter(receipt -> receipt.status().is(DeliveryStatus.FAILED));
    if (failed.isEmpty()) {
      return false;
    }
    Alert alert = situation.alert();
    boolean untoldEnd = alert.state().is(AlertState.RESOLVED) && situation.told(channel).isEmpty();
    return failed.get().revision() >= alert.revision()
        || alert.transition().is(Transition.UPDATED)
        || untoldEnd;
  }

  private static boolean suppressed(Situation situation, String channel) {
    return situation
        .receipt(channel)
        .filter(receipt -> receipt.status().is(DeliveryStatus.SUPPRESSED))
        .isPresent();
  }

  /// Where the channel is a fallback and is needed: which channel it stands in for, and why.
  static Optional<String> inPlaceOf(Situation situation, String channel) {
    if (!situation.plan().fallback().contains(channel)) {
      return Optional.empty();
    }
    return situation.plan().channels().stream()
        .filter(other -> !other.equals(channel))
        .flatMap(other -> trouble(situation, other).stream())
        .findFirst();
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
    if (situation.told(channel).isEmpty() && situation.struggling().contains(channel)) {
      return Optional.of(
          "told here because channel '"
              + channel
              + "' does not answer"
              + receipt.map(Delivery::detail).map(detail -> ": " + detail).orElse(""));
    }
    if (situation.plan().doubtful().contains(channel)) {
      return Optional.of(
          "told here as well because channel '" + channel + "' depends on what is broken");
    }
    return Optional.empty();
  }

  private static Instant ended(Alert alert) {
    Instant resolvedAt = alert.resolvedAt();
    return resolvedAt == null ? alert.occurredAt() : resolvedAt;
  }
}
