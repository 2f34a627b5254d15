package io.mailbuoy.notifier;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Receipts;
import io.mailbuoy.notifier.delivery.BackOff;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.Next;
import io.mailbuoy.notifier.delivery.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How one alert reaches a person: one attempt, and its receipt.
record SinglePipeline(
    ReceiptDesk desk,
    Contact contact,
    BackOff backOff,
    Watcher watcher,
    Clock clock,
    LongSupplier nanos) {
  Next tell(Ledger.Known known, Channel channel, Decision.Send send, Instant now) {
    if (ReceiptDesk.mustBeAnnounced(known, channel, send)) {
      Delivery announced = ReceiptDesk.of(known, channel, now).announced(send.why());
      return desk.keep(known, announced, new Next.TryAgain(Duration.ZERO));
    }
    long began = nanos.getAsLong();
    channel.pace().sent(began);
    Outcome outcome = attempt(known, channel, send, now);
    long ended = nanos.getAsLong();
    watcher.attempted(
        known.alert(), channel.name(), send, outcome, Duration.ofNanos(ended - began));
    Receipts receipt = ReceiptDesk.of(known, channel, clock.instant());
    return switch (outcome) {
      case Outcome.Delivered delivered ->
          desk.keep(known, receipt.delivered(send, delivered.detail()), contact.answers(channel));
      case Outcome.Permanent permanent ->
          desk.keep(known, receipt.failed(permanent.reason()), contact.answers(channel));
      case Outcome.Retry retry -> {
        Next again = again(retry, receipt.attempt());
        Next kept = desk.keep(known, receipt.retrying(retry.reason()), again);
        contact.fails(channel, began, ended, again);
        yield kept;
      }
    };
  }

  /// A message that cannot be put into a channel's form is refused for good, so that others are
  /// told instead.
  private static Outcome attempt(
      Ledger.Known known, Channel channel, Decision.Send send, Instant now) {
    Optional<Delivery.Told> told = ReceiptDesk.last(known, channel).map(Delivery::told);
    try {
      return channel.deliver(new Notification(known.alert(), send.action(), send.why(), told, now));
    } catch (RuntimeException e) {
      return new Outcome.Permanent(
          "the message could not be made: " + e.getClass().getSimpleName());
    }
  }

  private Next again(Outcome.Retry retry, int attempt) {
    Duration pause = backOff.after(attempt);
    return retry
        .after()
        .<Next>map(asked -> new Next.PauseChannel(asked.compareTo(pause) > 0 ? asked : pause))
        .orElse(new Next.TryAgain(pause));
  }
}
