package io.mailbuoy.notifier;

import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.decision.Routing;
import io.mailbuoy.notifier.delivery.Arrears;
import io.mailbuoy.notifier.delivery.BackOff;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.Next;
import io.mailbuoy.notifier.delivery.ReceiptLog;
import io.mailbuoy.notifier.delivery.Struggles;
import io.mailbuoy.notifier.delivery.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

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
  private final Arrears arrears;
  private final Contact contact;
  private final SinglePipeline single;
  private final GroupPipeline groups;
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
    this.arrears = new Arrears(clock);
    this.contact = new Contact(struggles, arrears, ledger);
    this.single = new SinglePipeline(desk, contact, backOff, watcher, clock, nanos);
    this.groups = new GroupPipeline(judge, desk, contact, backOff, watcher, clock, nanos);
    this.watcher = watcher;
    this.clock = clock;
    this.nanos = nanos;
    this.glance = glance;
  }

  /// Deals with one alert on one channel.
  ///
  /// @param waiting what else waits there
  public Next tell(String alertId, Channel channel, Supplier<List<String>> waiting) {
    Optional<Ledger.Lease> lease = ledger.lease(alertId);
    if (lease.isEmpty()) {
      return new Next.Done(); // it belongs to another replica, or what came before is still read
    }
    try (Ledger.Lease held = lease.get()) {
      return tell(held.known(), channel, waiting);
    }
  }

  private Next tell(Ledger.Known known, Channel channel, Supplier<List<String>> waiting) {
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
      case Decision.Send send -> tell(known, channel, send, waiting, now);
      case Decision.Gather gather ->
          now.isBefore(gather.at())
              ? new Next.Gather(until(gather.at(), now))
              : switch (gather.as()) {
                case DIGEST -> groups.digest(known, channel, waiting, now);
                case GROUP -> tell(known, channel, gather.send(), waiting, now);
              };
    };
  }

  /// By itself, or with all that waits where the channel is behind or waits for more to tell.
  private Next tell(
      Ledger.Known known,
      Channel channel,
      Decision.Send send,
      Supplier<List<String>> waiting,
      Instant now) {
    Optional<Next> held = contact.held(channel, nanos.getAsLong());
    if (held.isPresent()) {
      return held.get();
    }
    Optional<Occasion> waited =
        judge.policy().groups().wait(channel.name()).map(Occasion.Waited::new);
    return arrears
        .occasion(channel.name(), ledger.openings(), waited)
        .filter(_ -> channel.room() > 1)
        .flatMap(occasion -> groups.group(known, channel, occasion, waiting, now))
        .orElseGet(() -> single.tell(known, channel, send, now));
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
        : desk.keep(
            known,
            ReceiptDesk.of(known, channel, now)
                .suppressed(suppress.reason().words() + " until " + suppress.until()),
            next);
  }

  private Duration until(Instant at, Instant now) {
    Duration left = Duration.between(now, at);
    return left.compareTo(glance) > 0 ? glance : left;
  }
}
