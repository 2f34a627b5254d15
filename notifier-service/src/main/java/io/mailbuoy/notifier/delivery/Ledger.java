package io.mailbuoy.notifier.delivery;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.decision.Wishes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

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
  private static final int RECENT = 256;

  /// Of an alert that goes on.
  private static final long NO_END = Long.MAX_VALUE;

  private static final Comparator<Entry> WORST_FIRST =
      Comparator.comparingInt((Entry entry) -> rank(entry.severity()))
          .thenComparingLong(Entry::occurredAt);

  private final Clock clock;
  private final Packer<Alert> alerts;
  private final Packer<Delivery> receipts;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<Integer> open = new HashSet<>();
  private final Map<Integer, Integer> leased = new HashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /// What is dealt with at this moment, unpacked; everything in it stands in the entries too.
  private final SequencedMap<String, Known> recent = new LinkedHashMap<>(RECENT, 0.75f, true);

  /// When each channel was last told a digest, as far as receipts say so.
  private final Map<String, Instant> digests = new HashMap<>();

  private Wishes wishes = Wishes.none();
  private int learned;
  private int openings;

  public Ledger(Clock clock) {
    this(clock, new Packer<>(Topics.ALERTS.codec()), new Packer<>(Topics.DELIVERIES.codec()));
  }

  private Ledger(Clock clock, Packer<Alert> alerts, Packer<Delivery> receipts) {
    this.clock = clock;
    this.alerts = alerts;
    this.receipts = receipts;
  }

  /// An empty one, of which nothing is given out, for what is still being read; see [#absorb].
  public Ledger draft() {
    return new Ledger(clock, alerts, receipts);
  }

  /// Learns all that a draft has learned. For alerts of open partitions this one knows better.
  public synchronized void absorb(Ledger draft) {
    recent.clear();
    draft.digests.forEach(this::digestTold);
    draft.entries.forEach((id, read) -> {
      Entry before = entries.get(id);
      if (before == null || before.revision() < read.revision()) {
        entries.put(
            id,
            before != null && open.contains(before.partition())
                ? read.with(before.receipts())
                : read);
      } else if (!open.contains(before.partition())) {
        entries.put(id, before.with(read.receipts()));
      }
    });
  }

  /// @param receipts by channel
  private record Entry(
      int revision,
      Severity severity,
      long occurredAt,
      long endedAt,
      int partition,
      TraceParent trace,
      Packer.Packed alert,
      Map<String, Packer.Packed> receipts) {
    Entry with(Map<String, Packer.Packed> others) {
      return new Entry(
          revision, severity, occurredAt, endedAt, partition, trace, alert, Map.copyOf(others));
    }
  }

  /// What is known of one alert at one moment.
  public record Known(
      Alert alert, TraceParent trace, Map<String, Delivery> receipts, Wishes wishes) {
    public Known {
      receipts = Map.copyOf(receipts);
    }

    private Known with(Delivery receipt) {
      Map<String, Delivery> all = new HashMap<>(receipts);
      all.put(receipt.channel(), receipt);
      return new Known(alert, trace, all, wishes);
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
      if (before != null && before.revision() >= alert.revision()) {
        return;
      }
      entries.put(
          alert.alertId(),
          new Entry(
              alert.revision(),
              alert.severity().value(),
              alert.occurredAt().toEpochMilli(),
              endOf(alert),
              partition,
              trace,
              alerts.pack(alert),
              before == null ? Map.of() : before.receipts()));
      Known known = recent.remove(alert.alertId());
      if (before == null || known != null) {
        remember(new Known(alert, trace, known == null ? Map.of() : known.receipts(), wishes));
      }
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
      note(receipt);
      entries.computeIfPresent(receipt.alertId(), (id, entry) -> withReceipt(entry, receipt));
      recent.computeIfPresent(receipt.alertId(), (id, known) -> known.with(receipt));
    }
    tell(List.of(receipt.alertId()));
  }

  /// Learns a receipt from the topic, before its partition is opened. For alerts of open partitions
  /// this replica knows better.
  public synchronized void restore(Delivery receipt) {
    note(receipt);
    entries.computeIfPresent(
        receipt.alertId(),
        (id, entry) -> open.contains(entry.partition()) ? entry : withReceipt(entry, receipt));
    recent.remove(receipt.alertId());
  }

  private void note(Delivery receipt) {
    Delivery.Told told = receipt.told();
    if (told != null && told.digested()) {
      digestTold(receipt.channel(), told.at());
    }
  }

  private void digestTold(String channel, Instant at) {
    digests.merge(channel, at, (one, other) -> one.isAfter(other) ? one : other);
  }

  /// When each channel was last told a digest.
  public synchronized Map<String, Instant> digests() {
    return Map.copyOf(digests);
  }

  private Entry withReceipt(Entry entry, Delivery receipt) {
    Map<String, Packer.Packed> all = new HashMap<>(entry.receipts());
    all.put(receipt.channel(), receipts.pack(receipt));
    return entry.with(all);
  }

  private static long endOf(Alert alert) {
    Instant end = alert.resolvedAt();
    return alert.state().is(AlertState.RESOLVED)
        ? (end == null ? alert.occurredAt() : end).toEpochMilli()
        : NO_END;
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
    recent.remove(alertId);
  }

  /// Forgets a receipt that was deleted from the topic.
  ///
  /// @param key of the record: alert and channel
  public synchronized void forgetReceipt(String key) {
    recent.clear();
    int slash = key.lastIndexOf('/');
    entries.computeIfPresent(
        key.substring(0, Math.max(0, slash)),
        (id, entry) -> {
          Map<String, Packer.Packed> all = new HashMap<>(entry.receipts());
          all.remove(key.substring(slash + 1));
          return entry.with(all);
        });
  }

  /// Lets the alerts of these partitions be told of.
  public void open(Collection<Integer> partitions) {
    synchronized (this) {
      open.addAll(partitions);
      openings++;
      trim();
    }
    recheck();
  }

  /// How often partitions have been opened.
  public synchronized int openings() {
    return openings;
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
    recent.clear();
  }

  /// What is known of an alert, if this replica is to tell of it.
  public synchronized Optional<Lease> lease(String alertId) {
    Entry entry = entries.get(alertId);
    if (entry == null || !open.contains(entry.partition())) {
      return Optional.empty();
    }
    Known known = recent.get(alertId);
    if (known == null) {
      known = unpacked(entry);
      remember(known);
    }
    leased.merge(entry.partition(), 1, Integer::sum);
    return Optional.of(
        new Lease(
            new Known(known.alert(), known.trace(), known.receipts(), wishes), entry.partition()));
  }

  private Known unpacked(Entry entry) {
    Map<String, Delivery> known = new HashMap<>();
    entry.receipts().forEach((channel, packed) -> known.put(channel, receipts.unpack(packed)));
    return new Known(alerts.unpack(entry.alert()), entry.trace(), known, wishes);
  }

  private void remember(Known known) {
    recent.put(known.alert().alertId(), known);
    if (recent.size() > RECENT) {
      recent.remove(recent.sequencedKeySet().getFirst());
    }
  }

  /// The alerts of this replica whose ids begin so, and that go on.
  public synchronized List<Alert> open(String idPrefix) {
    return entries.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(idPrefix))
        .map(Map.Entry::getValue)
        .filter(entry -> entry.endedAt() == NO_END)
        .map(entry -> alerts.unpack(entry.alert()))
        .toList();
  }

  /// Has every alert looked at again, the oldest first.
  public void recheck() {
    List<String> mine;
    synchronized (this) {
      mine =
          entries.entrySet().stream()
              .filter(entry -> open.contains(entry.getValue().partition()))
              .sorted(Comparator.comparingLong(entry -> entry.getValue().occurredAt()))
              .map(Map.Entry::getKey)
              .toList();
    }
    tell(mine);
  }

  /// These alerts, as far as this replica is to tell of them: the worst first, and of those the
  /// oldest.
  public synchronized List<String> worstFirst(Collection<String> ids) {
    return ids.stream()
        .distinct()
        .flatMap(id ->
            Stream.ofNullable(entries.get(id))
                .filter(entry -> open.contains(entry.partition()))
                .map(entry -> Map.entry(id, entry)))
        .sorted(
            Map.Entry.<String, Entry>comparingByValue(WORST_FIRST)
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// A word that is not known may mean anything, so it comes early.
  private static int rank(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 0;
      case UNKNOWN -> 1;
      case WARNING -> 2;
      case INFO -> 3;
    };
  }

  public synchronized int size() {
    return entries.size();
  }

  private void tell(List<String> ids) {
    listeners.forEach(ids::forEach);
  }

  private void trim() {
    long before = clock.instant().minus(MEMORY).toEpochMilli();
    entries
        .values()
        .removeIf(entry ->
            open.contains(entry.partition()) && entry.endedAt() < before && isSettled(entry));
  }

  private boolean isSettled(Entry entry) {
    return entry.receipts().values().stream().map(receipts::unpack).allMatch(Ledger::isSettled);
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
