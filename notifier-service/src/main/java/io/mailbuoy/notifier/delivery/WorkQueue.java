package io.mailbuoy.notifier.delivery;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/// The alerts that one channel has to look at. It holds ids only: what is to be said is decided
/// from the newest revision when its turn comes, so a revision that waits is replaced by a newer
/// one, and an end never overtakes its beginning.
///
/// Times are nanoseconds of the monotonic clock, which runs for 292 years before it turns over.
public final class WorkQueue {
  private static final Comparator<Slot> BY_TIME =
      Comparator.<Slot>comparingLong(Slot::due).thenComparingLong(Slot::number);

  private final Map<String, Slot> slots = new HashMap<>();

  /// The same slots, the next one first: a hundred thousand may wait.
  private final NavigableSet<Slot> order = new TreeSet<>(BY_TIME);

  private long pausedUntil = Long.MIN_VALUE;
  private long numbered;

  private enum Kind {
    /// To be looked at at once.
    NONE,
    /// A failed attempt: news does not make it sooner.
    BACK_OFF,
    /// Not before some moment, unless there is news.
    HELD,
    /// The same, and told with what is told before.
    GATHERED
  }

  /// @param since when it came into the queue
  /// @param number counts, so that what is due at the same time is taken in the order in which it
  ///   came
  private record Slot(String alertId, Kind kind, long due, long since, long number) {}

  /// What a worker does next.
  public sealed interface Turn {
    /// Look at this alert.
    ///
    /// @param since when it came into the queue
    record Take(String alertId, long since) implements Turn {}

    /// Wait for this long, or for something new.
    record Wait(Duration pause) implements Turn {}
  }

  /// How much waits to be sent.
  ///
  /// @param oldest for how long the first has waited
  public record Backlog(int waiting, Duration oldest) {}

  /// There may be something to do about this alert.
  public synchronized void offer(String alertId, long now) {
    Slot slot = slots.get(alertId);
    if (slot == null || slot.kind() == Kind.HELD || slot.kind() == Kind.GATHERED) {
      put(alertId, Kind.NONE, now, slot == null ? now : slot.since());
      notifyAll();
    }
  }

  /// Puts an alert back as its outcome demands.
  public synchronized void settle(Turn.Take turn, Next next, long now) {
    switch (next) {
      case Next.Done _ -> {}
      case Next.TryAgain again ->
          backOff(turn.alertId(), turn.since(), now + again.pause().toNanos());
      case Next.PauseChannel pause -> {
        pauseUntil(now + pause.pause().toNanos());
        backOff(turn.alertId(), turn.since(), now + pause.pause().toNanos());
      }
      case Next.Hold hold -> hold(turn, Kind.HELD, now + hold.pause().toNanos());
      case Next.Gather gather -> hold(turn, Kind.GATHERED, now + gather.pause().toNanos());
      case Next.CatchUp _ -> catchUp(now);
    }
  }

  /// Look at it again after a failed attempt.
  synchronized void backOff(String alertId, long since, long due) {
    put(alertId, Kind.BACK_OFF, due, since);
  }

  /// Look at it again then, or when there is news.
  private void hold(Turn.Take turn, Kind kind, long due) {
    if (!slots.containsKey(turn.alertId())) {
      put(turn.alertId(), kind, due, turn.since());
    }
  }

  private void catchUp(long now) {
    List.copyOf(slots.values()).stream()
        .filter(slot -> slot.kind() == Kind.BACK_OFF)
        .forEach(slot -> put(slot.alertId(), Kind.BACK_OFF, now, slot.since()));
  }

  /// The alerts that may be told with the next one: all but those that are held.
  public synchronized List<String> waiting(long now) {
    return slots.values().stream()
        .filter(slot -> slot.kind() != Kind.HELD || slot.due() - now <= 0)
        .map(Slot::alertId)
        .toList();
  }

  private void put(String alertId, Kind kind, long due, long since) {
    Slot slot = new Slot(alertId, kind, due, since, numbered++);
    Slot before = slots.put(alertId, slot);
    if (before != null) {
      order.remove(before);
    }
    order.add(slot);
  }

  /// Nothing goes out before then.
  synchronized void pauseUntil(long due) {
    pausedUntil = pausedUntil == Long.MIN_VALUE ? due : Math.max(pausedUntil, due);
  }

  /// The next turn.
  public synchronized Turn next(long now) {
    if (pausedUntil != Long.MIN_VALUE) {
      if (pausedUntil - now > 0) {
        return new Turn.Wait(Duration.ofNanos(pausedUntil - now));
      }
      pausedUntil = Long.MIN_VALUE;
    }
    if (order.isEmpty()) {
      return new Turn.Wait(Duration.ofNanos(Long.MAX_VALUE));
    }
    Slot first = order.first();
    if (first.due() - now > 0) {
      return new Turn.Wait(Duration.ofNanos(first.due() - now));
    }
    order.remove(first);
    slots.remove(first.alertId());
    return new Turn.Take(first.alertId(), first.since());
  }

  /// Blocks until there is an alert to look at.
  ///
  /// @throws InterruptedException when the worker is to stop
  public synchronized Turn.Take take() throws InterruptedException {
    while (true) {
      switch (next(System.nanoTime())) {
        case Turn.Take take -> {
          return take;
        }
        case Turn.Wait pause -> wait(Math.clamp(pause.pause().toMillis() + 1, 1, 3_600_000));
      }
    }
  }

  public synchronized Backlog backlog(long now) {
    int waiting = 0;
    long oldest = 0;
    for (Slot slot : slots.values()) {
      if (slot.kind() == Kind.NONE || slot.kind() == Kind.BACK_OFF) {
        waiting++;
        oldest = Math.max(oldest, now - slot.since());
      }
    }
    return new Backlog(waiting, Duration.ofNanos(oldest));
  }
}
