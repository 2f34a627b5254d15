package io.mailbuoy.notifier;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Digest;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Reason;
import io.mailbuoy.notifier.decision.Receipts;
import io.mailbuoy.notifier.delivery.BackOff;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.Next;
import io.mailbuoy.notifier.delivery.ReceiptLog;
import io.mailbuoy.notifier.delivery.Struggles;
import io.mailbuoy.notifier.delivery.Watcher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/// How alerts that wait for a channel's digest reach a person: all that are due in one message, and
/// a receipt for each.
///
/// The first of them whose turn comes brings the others along, and their own turns find that they
/// have been told. What is due follows from alerts, receipts and the clock, so a digest that a
/// crash has interrupted is made anew: what has its receipt by then is not in it.
final class DigestPipeline {
  /// Reasons that an action tells by itself.
  private static final Set<Reason> PLAIN = Set.of(Reason.OPENED, Reason.ENDED, Reason.MISSED);

  private final Judge judge;
  private final ReceiptDesk desk;
  private final BackOff backOff;
  private final Watcher watcher;
  private final Clock clock;
  private final LongSupplier nanos;

  /// Before when a channel's digest is not tried again, in nanoseconds of the monotonic clock. All
  /// else goes out over the channel meanwhile.
  private final Map<String, Long> pausedUntil = new ConcurrentHashMap<>();

  DigestPipeline(
      Judge judge,
      ReceiptDesk desk,
      BackOff backOff,
      Watcher watcher,
      Clock clock,
      LongSupplier nanos) {
    this.judge = judge;
    this.desk = desk;
    this.backOff = backOff;
    this.watcher = watcher;
    this.clock = clock;
    this.nanos = nanos;
  }

  /// An alert and what is to be told of it.
  private record Item(Ledger.Lease lease, Decision.Send send) implements AutoCloseable {
    Ledger.Known known() {
      return lease.known();
    }

    @Override
    public void close() {
      lease.close();
    }
  }

  /// Tells all that is due by now.
  Next tell(Channel channel, Instant now) {
    long mono = nanos.getAsLong();
    long paused = pausedUntil.getOrDefault(channel.name(), mono) - mono;
    if (paused > 0) {
      return new Next.Hold(Duration.ofNanos(paused));
    }
    Duration pace = channel.pace().pause(mono);
    if (pace.isPositive()) {
      return new Next.PauseChannel(pace);
    }
    List<Item> items = new ArrayList<>();
    try {
      for (String id : judge.ledger().ids(Severity.INFO)) {
        judge.ledger().lease(id).flatMap(lease -> due(lease, channel, now)).ifPresent(items::add);
      }
      return items.isEmpty() ? new Next.Done() : tell(channel, items, now);
    } finally {
      items.forEach(Item::close);
    }
  }

  /// Closes the lease of what is not due.
  private Optional<Item> due(Ledger.Lease lease, Channel channel, Instant now) {
    Decision decision = judge.decide(lease.known(), judge.plan(lease.known()), channel, now);
    if (decision instanceof Decision.Gather gather && !now.isBefore(gather.at())) {
      return Optional.of(new Item(lease, gather.send()));
    }
    lease.close();
    return Optional.empty();
  }

  private Next tell(Channel channel, List<Item> items, Instant now) {
    for (Item item : items) {
      if (ReceiptDesk.mustBeAnnounced(item.known(), channel, item.send())) {
        Delivery announced =
            ReceiptDesk.of(item.known(), channel, now).announced(item.send().why());
        if (desk.keep(item.known(), announced) == ReceiptLog.Kept.STOPPING) {
          return new Next.Done();
        }
      }
    }
    long began = nanos.getAsLong();
    channel.pace().sent(began);
    Outcome outcome = attempt(channel, items, now);
    long ended = nanos.getAsLong();
    watcher.attemptedDigest(channel.name(), items.size(), outcome, Duration.ofNanos(ended - began));
    Struggles struggles = judge.struggles();
    return switch (outcome) {
      case Outcome.Delivered delivered -> {
        struggles.worked(channel.name());
        String detail = "in " + Digest.words(items.size()) + "; " + delivered.detail();
        keep(channel, items, (receipts, send) -> receipts.digested(send, detail));
        yield new Next.Done();
      }
      case Outcome.Permanent permanent -> {
        struggles.worked(channel.name());
        keep(channel, items, (receipts, send) -> receipts.failed(permanent.reason()));
        yield new Next.Done();
      }
      case Outcome.Retry retry -> {
        Struggles.Standing standing = struggles.failed(channel.name(), began, ended);
        Duration pause = backOff.after(attempt(channel, items));
        pausedUntil.put(channel.name(), ended + pause.toNanos());
        keep(channel, items, (receipts, send) -> receipts.retrying(retry.reason()));
        if (standing == Struggles.Standing.NOW_STRUGGLING) {
          judge.ledger().recheck(); // its fallback channels have something to do now
        }
        yield retry.after().<Next>map(Next.PauseChannel::new).orElse(new Next.Hold(pause));
      }
    };
  }

  /// A digest that cannot be put into a channel's form is refused for good, so that others are told
  /// instead.
  private Outcome attempt(Channel channel, List<Item> items, Instant now) {
    List<Digest.Entry> entries = items.stream().map(item -> entry(item, channel, now)).toList();
    Duration period = judge.policy().digests().period(channel.name()).orElse(Duration.ZERO);
    try {
      return channel.deliver(new Digest(entries, period, now));
    } catch (RuntimeException e) {
      return new Outcome.Permanent("the digest could not be made: " + e.getClass().getSimpleName());
    }
  }

  private static Digest.Entry entry(Item item, Channel channel, Instant now) {
    Decision.Send send = item.send();
    Notification notification =
        new Notification(
            item.known().alert(),
            send.action(),
            send.why(),
            ReceiptDesk.last(item.known(), channel).map(Delivery::told),
            now);
    return new Digest.Entry(
        notification, PLAIN.contains(send.reason()) ? Optional.empty() : Optional.of(send.why()));
  }

  /// Which attempt it is for the one that waits longest.
  private static int attempt(Channel channel, List<Item> items) {
    return items.stream()
        .mapToInt(item -> ReceiptDesk.of(item.known(), channel, Instant.EPOCH).attempt())
        .max()
        .orElse(1);
  }

  /// What has no receipt when the service stops is told once more after its start.
  private void keep(
      Channel channel, List<Item> items, BiFunction<Receipts, Decision.Send, Delivery> receipt) {
    Instant at = clock.instant();
    for (Item item : items) {
      Receipts receipts = ReceiptDesk.of(item.known(), channel, at);
      Delivery written = receipt.apply(receipts, item.send());
      if (desk.keep(item.known(), written) == ReceiptLog.Kept.STOPPING) {
        return;
      }
    }
  }
}
