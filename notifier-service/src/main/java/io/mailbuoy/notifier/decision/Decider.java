package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.Delivery.Told;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Text;
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
    Decision decision =
        told.isPresent()
            ? decideKnown(situation, channel, kind, told.get())
            : decideUnknown(situation, channel, kind);
    return decision instanceof Decision.Send send ? together(situation, channel, send) : decision;
  }

  /// In a digest, with others for which the channel waits, or by itself.
  private static Decision together(Situation situation, String channel, Decision.Send send) {
    Optional<Instant> digest = situation.digestDue(channel);
    if (digest.isPresent()) {
      return new Decision.Gather(Decision.Together.DIGEST, digest.get(), send);
    }
    return situation
        .groups()
        .wait(channel)
        .<Decision>map(wait ->
            new Decision.Gather(Decision.Together.GROUP, since(situation, send).plus(wait), send))
        .orElse(send);
  }

  /// Since when it waits to be told. An update has waited for a minute anyway.
  private static Instant since(Situation situation, Decision.Send send) {
    return switch (send.action()) {
      case TRIGGER, EPISODE -> situation.alert().detectedAt();
      case RESOLVE -> ended(situation.alert());
      case UPDATE, ACKNOWLEDGE -> Instant.EPOCH;
    };
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
    return switch (Calling.of(situation, channel)) {
      case Calling.No _ -> uncalled(situation, channel, kind);
      case Calling.NotYet _ when over -> uncalled(situation, channel, kind);
      case Calling.Escalated _ when over -> uncalled(situation, channel, kind);
      case Calling.NotYet notYet -> new Decision.Later(notYet.at(), Reason.NOT_YET);
      case Calling.Escalated escalated ->
          first(situation, channel, kind, Reason.ESCALATED, escalated.why(), StandsIn.NO);
      case Calling.StandsIn standsIn ->
          first(situation, channel, kind, Reason.STANDS_IN, standsIn.why(), StandsIn.YES);
      case Calling.Routed _ -> {
        Reason reason = over ? Reason.MISSED : Reason.OPENED;
        yield first(situation, channel, kind, reason, reason.words(), StandsIn.NO);
      }
    };
  }

  /// The alert is not the channel's business any more. Where it may have been told of it, it is
  /// told the end.
  private static Decision uncalled(Situation situation, String channel, ChannelKind kind) {
    boolean over = situation.alert().state().is(AlertState.RESOLVED);
    return over && perhapsTold(situation, channel)
        ? first(situation, channel, kind, Reason.MISSED, Reason.MISSED.words(), StandsIn.NO)
        : new Decision.Skip(Reason.NOT_ROUTED);
  }

  /// The first message, where nobody has asked for quiet.
  private static Decision first(
      Situation situation,
      String channel,
      ChannelKind kind,
      Reason reason,
      String why,
      StandsIn standsIn) {
    Alert alert = situation.alert();
    boolean over = alert.state().is(AlertState.RESOLVED);
    Duration waited = situation.digests().period(channel).orElse(Duration.ZERO);
    if (over && ended(alert).plus(STILL_NEWS).plus(waited).isBefore(situation.now())) {
      return new Decision.Skip(Reason.LONG_OVER);
    }
    Optional<Instant> silentUntil = situation.silentUntil();
    if (silentUntil.isPresent()) {
      return perhapsTold(situation, channel)
          ? new Decision.Later(silentUntil.get(), Reason.SILENCED)
          : new Decision.Suppress(silentUntil.get(), Reason.SILENCED);
    }
    Optional<Instant> quietUntil = situation.quietUntil(channel);
    if (quietUntil.isPresent()) {
      return new Decision.Later(quietUntil.get(), Reason.QUIET_HOURS);
    }
    return new Decision.Send(over ? both(kind) : Action.TRIGGER, reason, why, standsIn);
  }

  /// A receiver that keeps incidents gets its trigger first, and the resolve follows from that
  /// receipt; people get one message that says both.
  private static Action both(ChannelKind kind) {
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
      return send(Action.RESOLVE, Reason.ENDED, Reason.ENDED.words());
    }
    if (kind.memory() == ChannelKind.Memory.INCIDENTS
        && situation.wishes().taken(alert.alertId())
        && !told.acknowledged()) {
      return send(Action.ACKNOWLEDGE, Reason.TAKEN, Reason.TAKEN.words());
    }
    Optional<Reason> news = News.since(told, alert);
    Optional<Duration> remind = situation.plan().remind(channel);
    if (news.isEmpty() && remind.isEmpty()) {
      return new Decision.Skip(
          alert.revision() <= told.revision() ? Reason.UP_TO_DATE : Reason.NOTHING_NEW);
    }
    if (Calling.of(situation, channel) instanceof Calling.No) {
      return new Decision.Skip(Reason.NOT_ROUTED);
    }
    return news.isPresent()
        ? again(situation, channel, settled(told, alert), news.get(), news.get().words())
        : again(
            situation,
            channel,
            told.at().plus(remind.orElseThrow()),
            Reason.REMINDER,
            reminder(situation));
  }

  /// When news may follow. What was in a digest and is more than an information now is told at
  /// once.
  private static Instant settled(Told told, Alert alert) {
    return told.digested() && !alert.severity().is(Severity.INFO)
        ? told.at()
        : told.at().plus(SETTLING);
  }

  /// A further message, not before some moment and not while somebody has asked for quiet.
  private static Decision again(
      Situation situation, String channel, Instant due, Reason reason, String why) {
    Instant now = situation.now();
    Optional<Instant> silentUntil = situation.silentUntil();
    Optional<Instant> quietUntil = situation.quietUntil(channel);
    if (now.isBefore(due)) {
      return new Decision.Later(
          due, reason == Reason.REMINDER ? Reason.UP_TO_DATE : Reason.TOO_SOON);
    }
    if (silentUntil.isPresent()) {
      return new Decision.Later(silentUntil.get(), Reason.SILENCED);
    }
    return quietUntil
        .<Decision>map(until -> new Decision.Later(until, Reason.QUIET_HOURS))
        .orElse(send(Action.UPDATE, reason, why));
  }

  private static String reminder(Situation situation) {
    Alert alert = situation.alert();
    return "it goes on, for "
        + Text.length(Duration.between(alert.impact().since(), situation.now()))
        + " by now; "
        + (situation.wishes().taken(alert.alertId())
            ? Reason.TAKEN.words()
            : "nobody has acknowledged it");
  }

  private static Decision send(Action action, Reason reason, String why) {
    return new Decision.Send(action, reason, why, StandsIn.NO);
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

  /// An attempt was made or announced, and nobody knows whether it has arrived: an answer may have
  /// been lost, or the process has died. So the end must be told there.
  private static boolean perhapsTold(Situation situation, String channel) {
    return situation.told(channel).isEmpty()
        && situation
            .receipt(channel)
            .filter(receipt -> receipt.status().is(DeliveryStatus.RETRYING))
            .isPresent();
  }

  private static boolean suppressed(Situation situation, String channel) {
    return situation
        .receipt(channel)
        .filter(receipt -> receipt.status().is(DeliveryStatus.SUPPRESSED))
        .isPresent();
  }

  private static Instant ended(Alert alert) {
    Instant resolvedAt = alert.resolvedAt();
    return resolvedAt == null ? alert.occurredAt() : resolvedAt;
  }
}
