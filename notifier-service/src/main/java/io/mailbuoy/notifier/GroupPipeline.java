package io.mailbuoy.notifier;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Reason;
import io.mailbuoy.notifier.decision.Receipts;
import io.mailbuoy.notifier.delivery.BackOff;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.Next;
import io.mailbuoy.notifier.delivery.ReceiptLog;
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
import java.util.function.Supplier;

/// How several alerts reach a person in one message, and each gets its receipt.
///
/// The one whose turn comes brings the others along, and their own turns find that they have been
/// told. What is in a message follows from alerts, receipts and the clock, so one that a crash has
/// interrupted is made anew: what has its receipt by then is not in it.
final class GroupPipeline {
  /// Reasons that an action tells by itself.
  private static final Set<Reason> PLAIN = Set.of(Reason.OPENED, Reason.ENDED, Reason.MISSED);

  private final Judge judge;
  private final ReceiptDesk desk;
  private final Contact contact;
  private final BackOff backOff;
  private final Watcher watcher;
  private final Clock clock;
  private final LongSupplier nanos;

  /// Before when a channel's digest is not tried again, in nanoseconds of the monotonic clock. All
  /// else goes out over the channel meanwhile.
  private final Map<String, Long> pausedUntil = new ConcurrentHashMap<>();

  GroupPipeline(
      Judge judge,
      ReceiptDesk desk,
      Contact contact,
      BackOff backOff,
      Watcher watcher,
      Clock clock,
      LongSupplier nanos) {
    this.judge = judge;
    this.desk = desk;
    this.contact = contact;
    this.backOff = backOff;
    this.watcher = watcher;
    this.clock = clock;
    this.nanos = nanos;
  }

  /// An alert and what is to be told of it.
  private record Item(Ledger.Lease lease, Decision.Send send) {
    Ledger.Known known() {
      return lease.known();
    }
  }

  /// What is told together, with the right to do so.
  private record Basket(Channel channel, Occasion occasion, List<Item> items, Instant now)
      implements AutoCloseable {
    Group group() {
      return new Group(items.stream().map(this::entry).toList(), occasion, now);
    }

    private Group.Entry entry(Item item) {
      Decision.Send send = item.send();
      Notification notification =
          new Notification(
              item.known().alert(),
              send.action(),
              send.why(),
              ReceiptDesk.last(item.known(), channel).map(Delivery::told),
              now);
      return new Group.Entry(
          notification, PLAIN.contains(send.reason()) ? Optional.empty() : Optional.of(send.why()));
    }

    /// Which attempt it is for the one that waits longest.
    int attempt() {
      return items.stream()
          .mapToInt(item -> ReceiptDesk.of(item.known(), channel, Instant.EPOCH).attempt())
          .max()
          .orElse(1);
    }

    @Override
    public void close() {
      items.forEach(item -> item.lease().close());
    }
  }

  /// Tells all of the channel's digest that is due by now. One that fails is tried again as one,
  /// and one that is refused goes to the fallback as such.
  Next digest(Ledger.Known first, Channel channel, Supplier<List<String>> waiting, Instant now) {
    long mono = nanos.getAsLong();
    long paused = pausedUntil.getOrDefault(channel.name(), mono) - mono;
    if (paused > 0) {
      return new Next.Gather(Duration.ofNanos(paused));
    }
    Optional<Next> held = contact.held(channel, mono);
    if (held.isPresent()) {
      return held.get();
    }
    Occasion occasion =
        new Occasion.Digest(judge.policy().digests().period(channel.name()).orElse(Duration.ZERO));
    try (Basket basket = gather(first, channel, occasion, waiting, now)) {
      return basket.items().isEmpty() || announced(basket) == ReceiptLog.Kept.STOPPING
          ? new Next.Done()
          : digest(basket);
    }
  }

  private Next digest(Basket basket) {
    long began = nanos.getAsLong();
    Group group = basket.group();
    Outcome outcome = attempt(basket.channel(), group, began);
    long ended = nanos.getAsLong();
    return switch (outcome) {
      case Outcome.Delivered delivered -> {
        String detail = "in " + group.words() + "; " + delivered.detail();
        keep(basket, (receipts, send) -> receipts.digested(send, detail));
        yield contact.answers(basket.channel());
      }
      case Outcome.Permanent permanent -> {
        keep(basket, (receipts, _) -> receipts.failed(permanent.reason()));
        yield contact.answers(basket.channel());
      }
      case Outcome.Retry retry -> {
        Duration pause = backOff.after(basket.attempt());
        pausedUntil.put(basket.channel().name(), ended + pause.toNanos());
        keep(basket, (receipts, _) -> receipts.retrying(retry.reason()));
        Next next = retry.after().<Next>map(Next.PauseChannel::new).orElse(new Next.Gather(pause));
        contact.fails(basket.channel(), began, ended, next);
        yield next;
      }
    };
  }

  /// Tells all that waits for the channel, as far as one message can name it; empty where nothing
  /// waits but the one.
  ///
  /// A message that fails or is refused is taken apart: its alerts are tried by themselves, so that
  /// one which the receiver cannot take does not take the others with it.
  Optional<Next> group(
      Ledger.Known first,
      Channel channel,
      Occasion occasion,
      Supplier<List<String>> waiting,
      Instant now) {
    try (Basket basket = gather(first, channel, occasion, waiting, now)) {
      if (basket.items().size() < channel.room()) {
        contact.arrears().caughtUp(channel.name());
      }
      if (basket.items().size() < 2) {
        return Optional.empty();
      }
      return Optional.of(
          announced(basket) == ReceiptLog.Kept.STOPPING ? new Next.Done() : group(basket));
    }
  }

  private Next group(Basket basket) {
    Channel channel = basket.channel();
    long began = nanos.getAsLong();
    Group group = basket.group();
    Outcome outcome = attempt(channel, group, began);
    long ended = nanos.getAsLong();
    return switch (outcome) {
      case Outcome.Delivered delivered -> {
        String detail = "in " + group.words() + "; " + delivered.detail();
        keep(basket, (receipts, send) -> receipts.delivered(send, detail));
        contact.answers(channel);
        yield new Next.TryAgain(Duration.ZERO); // where it was one too many
      }
      case Outcome.Permanent _ -> {
        contact.arrears().failed(channel.name());
        yield new Next.TryAgain(Duration.ZERO);
      }
      case Outcome.Retry retry -> {
        keep(basket, (receipts, _) -> receipts.retrying(retry.reason()));
        Duration pause = backOff.after(1);
        Next next =
            new Next.PauseChannel(
                retry.after().filter(each -> each.compareTo(pause) > 0).orElse(pause));
        contact.fails(channel, began, ended, next);
        yield next;
      }
    };
  }

  /// What is to be told together, the worst first.
  private Basket gather(
      Ledger.Known first,
      Channel channel,
      Occasion occasion,
      Supplier<List<String>> waiting,
      Instant now) {
    List<String> ids = new ArrayList<>(waiting.get());
    ids.add(first.alert().alertId());
    int most = occasion instanceof Occasion.Digest ? Integer.MAX_VALUE : channel.room();
    List<Item> items = new ArrayList<>();
    for (String id : judge.ledger().worstFirst(ids)) {
      if (items.size() < most) {
        judge
            .ledger()
            .lease(id)
            .flatMap(lease -> item(lease, first, channel, occasion, now))
            .ifPresent(items::add);
      }
    }
    return new Basket(channel, occasion, items, now);
  }

  /// Closes the lease of what has no part in it.
  private Optional<Item> item(
      Ledger.Lease lease, Ledger.Known first, Channel channel, Occasion occasion, Instant now) {
    Ledger.Known known = lease.known();
    Optional<Decision.Send> send =
        switch (judge.decide(known, judge.plan(known), channel, now)) {
          case Decision.Gather gather when belongs(gather, first, known, channel, occasion, now) ->
              Optional.of(gather.send());
          case Decision.Send each when !(occasion instanceof Occasion.Digest) -> Optional.of(each);
          case Decision.Gather _,
              Decision.Send _,
              Decision.Later _,
              Decision.Suppress _,
              Decision.Skip _ ->
              Optional.empty();
        };
    if (send.isEmpty()) {
      lease.close();
    }
    return send.map(each -> new Item(lease, each));
  }

  private boolean belongs(
      Decision.Gather gather,
      Ledger.Known first,
      Ledger.Known known,
      Channel channel,
      Occasion occasion,
      Instant now) {
    return switch (occasion) {
      case Occasion.Digest _ ->
          gather.as() == Decision.Together.DIGEST && !now.isBefore(gather.at());
      case Occasion.Waited _ ->
          gather.as() == Decision.Together.GROUP && key(channel, known).equals(key(channel, first));
      case Occasion.Limited _, Occasion.Away _, Occasion.Started _ ->
          gather.as() == Decision.Together.GROUP;
    };
  }

  private List<List<Object>> key(Channel channel, Ledger.Known known) {
    return judge.policy().groups().key(channel.name(), known.alert());
  }

  private ReceiptLog.Kept announced(Basket basket) {
    for (Item item : basket.items()) {
      if (ReceiptDesk.mustBeAnnounced(item.known(), basket.channel(), item.send())) {
        Delivery announced =
            ReceiptDesk.of(item.known(), basket.channel(), basket.now())
                .announced(item.send().why());
        if (desk.keep(item.known(), announced) == ReceiptLog.Kept.STOPPING) {
          return ReceiptLog.Kept.STOPPING;
        }
      }
    }
    return ReceiptLog.Kept.YES;
  }

  /// A message that cannot be put into a channel's form is refused for good, so that others are
  /// told instead.
  private Outcome attempt(Channel channel, Group group, long began) {
    channel.pace().sent(began);
    Outcome outcome;
    try {
      outcome = channel.deliver(group);
    } catch (RuntimeException e) {
      outcome =
          new Outcome.Permanent("the message could not be made: " + e.getClass().getSimpleName());
    }
    Duration took = Duration.ofNanos(nanos.getAsLong() - began);
    watcher.attemptedGroup(channel.name(), group, outcome, took);
    return outcome;
  }

  /// What has no receipt when the service stops is told once more after its start.
  private void keep(Basket basket, BiFunction<Receipts, Decision.Send, Delivery> receipt) {
    Instant at = clock.instant();
    for (Item item : basket.items()) {
      Receipts receipts = ReceiptDesk.of(item.known(), basket.channel(), at);
      Delivery written = receipt.apply(receipts, item.send());
      if (desk.keep(item.known(), written) == ReceiptLog.Kept.STOPPING) {
        return;
      }
    }
  }
}
