package io.mailbuoy.notifier;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.decision.Receipts;
import io.mailbuoy.notifier.decision.Routing;
import io.mailbuoy.notifier.delivery.BackOff;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.Next;
import io.mailbuoy.notifier.delivery.ReceiptLog;
import io.mailbuoy.notifier.delivery.Struggles;
import io.mailbuoy.notifier.delivery.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How an alert reaches a person: decide, deliver, receipt.
///
/// Each call compares the newest revision of one alert with the receipt of one channel and makes at
/// most one attempt to close the difference. Nothing is remembered that the two topics do not say:
/// after a crash the same comparison goes on where it was. A message counts as sent when its
/// receipt is kept; so a crash loses nothing, and sends at most one message per channel twice.
public final class NotificationPipeline {
  private final Ledger ledger;
  private final Judge judge;
  private final ReceiptDesk desk;
  private final DigestPipeline digests;
  private final BackOff backOff;
  private final Struggles struggles;
  private final Watcher watcher;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Duration glance;

  /// @param clock of the story, for what is said
  /// @param nanos the monotonic clock, for how long things take
  /// @param glance after how long of that a moment of the clock is looked for again, because a
  ///   story may run faster than real time
  public NotificationPipeline(
      Ledger ledger,
      Policy policy,
      ReceiptLog receipts,
      BackOff backOff,
      Struggles struggles,
      Watcher watcher,
      Clock clock,
      LongSupplier nanos,
      Duration glance) {
    this.ledger = ledger;
    this.judge = new Judge(policy, ledger, struggles);
    this.desk = new ReceiptDesk(receipts, ledger);
    this.digests = new DigestPipeline(judge, desk, backOff, watcher, clock, nanos);
    this.backOff = backOff;
    this.struggles = struggles;
    this.watcher = watcher;
    this.clock = clock;
    this.nanos = nanos;
    this.glance = glance;
  }

  /// Deals with one alert on one channel.
  public Next tell(String alertId, Channel channel) {
    Optional<Ledger.Lease> lease = ledger.lease(alertId);
    if (lease.isEmpty()) {
      return new Next.Done(); // it belongs to another replica, or what came before is still read
    }
    try (Ledger.Lease held = lease.get()) {
      return tell(held.known(), channel);
    }
  }

  private Next tell(Ledger.Known known, Channel channel) {
    Instant now = clock.instant();
    Routing.Plan plan = judge.plan(known);
    if (plan.legs().isEmpty()) {
      watcher.unrouted(known.alert());
    }
    Decision decision = judge.decide(known, plan, channel, now);
    watcher.decided(known.alert(), channel.name(), decision);
    return switch (decision) {
      case Decision.Skip _ -> new Next.Done();
      case Decision.Later later -> new Next.Hold(until(later.at(), now));
      case Decision.Suppress suppress -> suppress(known, channel, suppress, now);
      case Decision.Send send -> send(known, channel, send, now);
      case Decision.Gather gather ->
          now.isBefore(gather.at())
              ? new Next.Hold(until(gather.at(), now))
              : digests.tell(channel, now);
    };
  }

  private Next send(Ledger.Known known, Channel channel, Decision.Send send, Instant now) {
    Duration pause = channel.pace().pause(nanos.getAsLong());
    if (pause.isPositive()) {
      return new Next.PauseChannel(pause);
    }
    if (ReceiptDesk.mustBeAnnounced(known, channel, send)) {
      Delivery announced = ReceiptDesk.of(known, channel, now).announced(send.why());
      return keep(known, announced, new Next.TryAgain(Duration.ZERO));
    }
    long began = nanos.getAsLong();
    channel.pace().sent(began);
    Outcome outcome = attempt(known, channel, send, now);
    long ended = nanos.getAsLong();
    watcher.attempted(
        known.alert(), channel.name(), send, outcome, Duration.ofNanos(ended - began));
    Receipts receipt = ReceiptDesk.of(known, channel, clock.instant());
    return switch (outcome) {
      case Outcome.Delivered delivered -> {
        struggles.worked(channel.name());
        yield keep(known, receipt.delivered(send, delivered.detail()), new Next.Done());
      }
      case Outcome.Permanent permanent -> {
        struggles.worked(channel.name()); // it answers, and the receipt tells the fallback channels
        yield keep(known, receipt.failed(permanent.reason()), new Next.Done());
      }
      case Outcome.Retry retry -> {
        Struggles.Standing standing = struggles.failed(channel.name(), began, ended);
        Next kept = keep(known, receipt.retrying(retry.reason()), again(retry, receipt.attempt()));
        if (standing == Struggles.Standing.NOW_STRUGGLING) {
          ledger.recheck(); // its fallback channels have something to do now
        }
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

  private Next suppress(
      Ledger.Known known, Channel channel, Decision.Suppress suppress, Instant now) {
    Next next = new Next.Hold(until(suppress.until(), now));
    boolean noted =
        ReceiptDesk.last(known, channel)
            .filter(last -> last.status().is(DeliveryStatus.SUPPRESSED))
            .isPresent();
    return noted
        ? next
        : keep(
            known,
            ReceiptDesk.of(known, channel, now)
                .suppressed(suppress.reason().words() + " until " + suppress.until()),
            next);
  }

  private Next keep(Ledger.Known known, Delivery receipt, Next next) {
    return switch (desk.keep(known, receipt)) {
      case YES -> next;
      case STOPPING -> new Next.Done();
    };
  }

  private Duration until(Instant at, Instant now) {
    Duration left = Duration.between(now, at);
    return left.compareTo(glance) > 0 ? glance : left;
  }
}
