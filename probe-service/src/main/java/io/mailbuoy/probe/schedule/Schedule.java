package io.mailbuoy.probe.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/// Calls rounds at a fixed rate of a clock that may run faster than real time.
///
/// - The first call comes within five seconds, so that something is seen soon. The second falls
///   anywhere in an interval, and the rate counts from there: targets that were configured together
///   are not probed together for ever.
/// - A round never overlaps itself. Times that pass while it runs are left out.
/// - Between the beginnings of two calls there is a least pause of real time, however fast the
///   clock runs.
///
/// It has no thread: somebody calls [#tick()] every few milliseconds. A queue of waiting times
/// would do for a real clock, but nobody can wait for a moment of a story.
public final class Schedule {
  private static final Logger LOG = Logger.getLogger(Schedule.class);
  private static final Duration FIRST_WITHIN = Duration.ofSeconds(5);

  /// How often [#tick()] is to be called. A pause may be shorter by as much: otherwise a round
  /// whose interval is the least pause would fall behind by a tick each time.
  public static final Duration TICK = Duration.ofMillis(20);

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Executor executor;
  private final RandomGenerator random;
  private final Duration leastPause;
  private final Lateness lateness;
  private final PriorityQueue<Entry> waiting =
      new PriorityQueue<>(Comparator.comparing((Entry entry) -> entry.due));

  /// What is called.
  public interface Round {
    Next run();
  }

  /// Is told how late a round began, in the clock's time.
  public interface Lateness {
    void late(Duration by);
  }

  /// @param nanoTime a monotonic clock of real time
  /// @param executor runs the rounds
  /// @param leastPause between the beginnings of two calls of one round, in real time
  public Schedule(
      Clock clock,
      LongSupplier nanoTime,
      Executor executor,
      RandomGenerator random,
      Duration leastPause,
      Lateness lateness) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.executor = executor;
    this.random = random;
    this.leastPause = leastPause;
    this.lateness = lateness;
  }

  private static final class Entry {
    private final String name;
    private final Duration interval;
    private final Round round;
    private final Instant regular;
    private Instant due;
    private long notBefore;

    Entry(String name, Duration interval, Round round, Instant first, Instant regular, long now) {
      this.name = name;
      this.interval = interval;
      this.round = round;
      this.due = first;
      this.regular = regular;
      this.notBefore = now;
    }

    /// The first regular time after a moment.
    Instant regularAfter(Instant moment) {
      if (moment.isBefore(regular)) {
        return regular;
      }
      long missed = Duration.between(regular, moment).dividedBy(interval) + 1;
      return regular.plus(interval.multipliedBy(missed));
    }
  }

  /// Calls a round from now on.
  ///
  /// @param name for the log
  public synchronized void add(String name, Duration interval, Round round) {
    Duration cap = interval.compareTo(FIRST_WITHIN) < 0 ? interval : FIRST_WITHIN;
    Instant first = clock.instant().plus(share(cap, random.nextDouble()));
    Instant regular = first.plus(share(interval, 0.5 + random.nextDouble()));
    waiting.add(new Entry(name, interval, round, first, regular, nanoTime.getAsLong()));
  }

  /// Begins every round that is due.
  public synchronized void tick() {
    Instant now = clock.instant();
    long nanos = nanoTime.getAsLong();
    List<Entry> pausing = new ArrayList<>();
    while (!waiting.isEmpty() && !waiting.peek().due.isAfter(now)) {
      Entry entry = waiting.poll();
      if (nanos - entry.notBefore < 0) {
        pausing.add(entry);
      } else {
        begin(entry, now, nanos);
      }
    }
    waiting.addAll(pausing);
  }

  private void begin(Entry entry, Instant now, long nanos) {
    lateness.late(Duration.between(entry.due, now));
    try {
      executor.execute(() -> run(entry, nanos));
    } catch (RejectedExecutionException e) {
      LOG.debugf("%s is not probed any more, because the service stops", entry.name);
    }
  }

  private void run(Entry entry, long began) {
    Next next = new Next.Regularly();
    try {
      next = entry.round.run();
    } catch (RuntimeException e) {
      LOG.errorf(e, "probing %s failed by a fault of its own; it goes on", entry.name);
    } finally {
      again(entry, next, began);
    }
  }

  private synchronized void again(Entry entry, Next next, long began) {
    Instant now = clock.instant();
    switch (next) {
      case Next.Regularly _ -> {
        entry.due = entry.regularAfter(now);
        entry.notBefore = began + pause(leastPause);
      }
      case Next.Again(Duration after) -> {
        entry.due = now.plus(after);
        entry.notBefore = began + pause(after.compareTo(leastPause) < 0 ? after : leastPause);
      }
      case Next.NotBefore(Instant moment) -> {
        entry.due = entry.regularAfter((moment.isBefore(now) ? now : moment).minusNanos(1));
        entry.notBefore = began + pause(leastPause);
      }
    }
    waiting.add(entry);
  }

  private static long pause(Duration pause) {
    return pause.minus(TICK).toNanos();
  }

  private static Duration share(Duration whole, double part) {
    return Duration.ofNanos((long) (whole.toNanos() * part));
  }
}
