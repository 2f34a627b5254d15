package io.mailbuoy.notifier.delivery;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.decision.Wishes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// What this replica knows: the newest revision of every alert, and the newest receipt of every
/// channel for it.
///
/// Alerts live in partitions. Those of a partition are given out only while it is open, that is
/// after everything that happened before has been read, and while it belongs to this replica.
/// Knowledge that arrives twice or late changes nothing.
public final class Ledger {
  /// An alert that ended longer ago and of which nothing is pending is forgotten.
  private static final Duration MEMORY = Duration.ofDays(2);

  private static final int TRIM_EVERY = 256;

  private final Clock clock;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<Integer> open = new HashSet<>();
  private final Map<Integer, Integer> leased = new HashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private Wishes wishes = Wishes.none();
  private int learned;

  public Ledger(Clock clock) {
    this.clock = clock;
  }

  private record Entry(
      Alert alert, int partition, TraceParent trace, Map<String, Delivery> receipts) {}

  /// What is known of one alert at one moment.
  public record Known(
      Alert alert, TraceParent trace, Map<String, Delivery> receipts, Wishes wishes) {
    public Known {
      receipts = Map.copyOf(receipts);
    }
  }

  /// The right to tell of an alert. Its partition is not handed over before the lease is closed.
  public final class Lease implements AutoCloseable {
    private final Known known;
    private final int partition;

    private Lease(Known known, int partition) {
      this.known = known;
      this.partition = partition;
    }

    public Known known() {
      return known;
    }

    @Override
    public void close() {
      synchronized (Ledger.this) {
        leased.merge(partition, -1, Integer::sum);
        Ledger.this.notifyAll();
      }
    }
  }

  /// Is called with the id of each alert about which there may be something to do.
  public void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  /// Learns a revision. An older one than is known is ignored.
  public void learn(Alert alert, int partition, TraceParent trace) {
    boolean ready;
    synchronized (this) {
      Entry before = entries.get(alert.alertId());
      if (before != null && before.alert().revision() >= alert.revision()) {
        return;
      }
      Map<String, Delivery> receipts = before == null ? Map.of() : before.receipts();
      entries.put(alert.alertId(), new Entry(alert, partition, trace, receipts));
      if (++learned % TRIM_EVERY == 0) {
        trim();
      }
      ready = open.contains(partition);
    }
    if (ready) {
      tell(List.of(alert.alertId()));
    }
  }

  /// Learns a receipt that was just written.
  public void learn(Delivery receipt) {
    synchronized (this) {
      entries.computeIfPresent(receipt.alertId(), (id, entry) -> withReceipt(entry, receipt));
    }
    tell(List.of(receipt.alertId()));
  }

  /// Learns a receipt from the topic, before its partition is opened. For alerts of open partitions
  /// this replica knows better.
  public synchronized void restore(Delivery receipt) {
    entries.computeIfPresent(
        receipt.alertId(),
        (id, entry) -> open.contains(entry.partition()) ? entry : withReceipt(entry, receipt));
  }

  private static Entry withReceipt(Entry entry, Delivery receipt) {
    Map<String, Delivery> receipts = new HashMap<>(entry.receipts());
    receipts.put(receipt.channel(), receipt);
    return new Entry(entry.alert(), entry.partition(), entry.trace(), receipts);
  }

  /// Learns what a person asked for.
  public Wishes.Heard learn(AlertCommand command) {
    Wishes.Heard heard;
    synchronized (this) {
      heard = wishes.with(command);
      switch (heard) {
        case Wishes.Heard.Understood understood -> wishes = understood.wishes();
        case Wishes.Heard.Unclear _ -> {}
      }
    }
    recheck();
    return heard;
  }

  /// Forgets an alert that was deleted from the topic.
  public synchronized void forget(String alertId) {
    entries.remove(alertId);
  }

  /// Lets the alerts of these partitions be told of.
  public void open(Collection<Integer> partitions) {
    synchronized (this) {
      open.addAll(partitions);
      trim();
    }
    recheck();
  }

  /// Stops telling of the alerts of these partitions and forgets them, after what is being sent at
  /// this moment has been sent and receipted, or the patience is at its end.
  public synchronized void close(Collection<Integer> partitions, Duration patience) {
    open.removeAll(Set.copyOf(partitions));
    long deadline = System.nanoTime() + patience.toNanos();
    while (partitions.stream().anyMatch(partition -> leased.getOrDefault(partition, 0) > 0)) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    entries.values().removeIf(entry -> partitions.contains(entry.partition()));
  }

  /// What is known of an alert, if this replica is to tell of it.
  public synchronized Optional<Lease> lease(String alertId) {
    Entry entry = entries.get(alertId);
    if (entry == null || !open.contains(entry.partition())) {
      return Optional.empty();
    }
    leased.merge(entry.partition(), 1, Integer::sum);
    return Optional.of(
        new Lease(
            new Known(entry.alert(), entry.trace(), entry.receipts(), wishes), entry.partition()));
  }

  /// Has every alert looked at again.
  public void recheck() {
    List<String> ids;
    synchronized (this) {
      ids =
          entries.entrySet().stream()
              .filter(entry -> open.contains(entry.getValue().partition()))
              .sorted((a, b) ->
                  a.getValue().alert().occurredAt().compareTo(b.getValue().alert().occurredAt()))
              .map(Map.Entry::getKey)
              .toList();
    }
    tell(ids);
  }

  public synchronized int size() {
    return entries.size();
  }

  private void tell(List<String> ids) {
    listeners.forEach(ids::forEach);
  }

  private void trim() {
    Instant before = clock.instant().minus(MEMORY);
    entries.values().removeIf(entry -> open.contains(entry.partition()) && isOld(entry, before));
  }

  private static boolean isOld(Entry entry, Instant before) {
    Instant end = entry.alert().resolvedAt();
    return entry.alert().state().is(AlertState.RESOLVED)
        && (end == null ? entry.alert().occurredAt() : end).isBefore(before)
        && entry.receipts().values().stream().allMatch(Ledger::isSettled);
  }

  private static boolean isSettled(Delivery receipt) {
    Delivery.Told told = receipt.told();
    return switch (receipt.status().value()) {
      case RETRYING -> false;
      case FAILED, SUPPRESSED -> true;
      case DELIVERED, FALLBACK, UNKNOWN -> told == null || told.resolved();
    };
  }
}
