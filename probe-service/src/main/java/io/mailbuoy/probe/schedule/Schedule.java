package io.mailbuoy.probe.schedule;

import io.mailbuoy.probe.schedule.Turns.Turn;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/// Calls rounds at a fixed rate of a clock that may run faster than real time.
///
/// - **Steady.** The regular times of all rounds are spread evenly, see [Turns], while rounds come
///   and go. Together they are never called at more than twice their mean rate.
/// - **Start.** A round that is new is called soon, so that something is seen soon: those with the
///   shortest interval first, ten in a second, or more where twice the mean rate leaves room for
///   more. Its second call is at its first regular time that is at least half an interval later.
/// - A round never overlaps itself. Times that pass while it runs are left out, and so is the time
///   in which nobody could call, see [SeenTime].
/// - Between the beginnings of two calls there is a least pause of real time, however fast the
///   clock runs.
///
/// It has no thread: somebody calls [#tick()] every few milliseconds. A queue of waiting times
/// would do for a real clock, but nobody can wait for a moment of a story.
public final class Schedule {
  private static final Logger LOG = Logger.getLogger(Schedule.class);

  /// No server minds these, and fifty targets are seen within five seconds.
  private static final double CALM_STARTS = 10 / 1e9;

  /// Of the time between two ticks, where the clock does not always run that fast.
  private static final long MOST_CREDITED = Duration.ofMillis(250).toNanos();

  /// How often [#tick()] is to be called. A pause may be shorter by as much: otherwise a round
  /// whose interval is the least pause would fall behind by a tick each time.
  public static final Duration TICK = Duration.ofMillis(20);

  private final SeenTime time;
  private final LongSupplier nanoTime;
  private final Executor executor;
  private final RandomGenerator random;
  private final Duration leastPause;
  private final Lateness lateness;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<Duration, Turns> turns = new HashMap<>();
  private final NavigableSet<Entry> waiting =
      new TreeSet<>(
          Comparator.comparingLong((Entry entry) -> entry.due)
              .thenComparingLong(entry -> entry.number));
  private final NavigableSet<Entry> starting =
      new TreeSet<>(
          Comparator.comparingLong((Entry entry) -> entry.turn.interval())
              .thenComparingLong(entry -> entry.number));
  private double startCredit;
  private long lastPassed;
  private long added;

  /// What is called.
  public interface Round {
    Next run();
  }

  /// Is told how late a round began, in the clock's time. First calls are never late.
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
    this.time = new SeenTime(clock);
    this.nanoTime = nanoTime;
    this.executor = executor;
    this.random = random;
    this.leastPause = leastPause;
    this.lateness = lateness;
  }

  private enum State {
    /// It has never been called, and stands in [#starting].
    STARTING,
    /// It stands in [#waiting].
    WAITING,
    /// It stands nowhere, and comes back when its round ends.
    RUNNING,
    /// It runs for the last time.
    LEAVING
  }

  private static final class Entry {
    private final String name;
    private final long number;
    private Round round;
    private Turn turn;
    private State state = State.STARTING;
    private long due;

    /// When it was called last in its turn, or for the first time.
    private long last;

    /// Whether it is called out of its turn next.
    private boolean again;

    /// Of real time.
    private long notBefore;

    Entry(String name, long number, Round round, Turn turn, long nanos) {
      this.name = name;
      this.number = number;
      this.round = round;
      this.turn = turn;
      this.notBefore = nanos;
    }

    /// Its first regular time that is neither before a moment nor soon after its last.
    long regular(long moment) {
      return turn.from(Math.max(moment, last + turn.interval() / 2));
    }
  }

  /// Calls a round from now on. A round of the same name is replaced: the next call, which is the
  /// new one's, comes when it would have come, or at a regular time of the new interval. Where the
  /// old one runs, it ends first.
  ///
  /// @param name by which it is replaced and removed; also for the log
  public synchronized void add(String name, Duration interval, Round round) {
    Entry known = entries.get(name);
    if (known == null) {
      Entry entry = new Entry(name, added++, round, take(interval), nanoTime.getAsLong());
      entries.put(name, entry);
      starting.add(entry);
    } else if (known.state == State.LEAVING) {
      known.round = round;
      known.turn = take(interval);
      known.turn.begin();
      known.state = State.RUNNING;
    } else {
      replace(known, interval, round);
    }
  }

  private void replace(Entry entry, Duration interval, Round round) {
    entry.round = round;
    if (entry.turn.interval() == interval.toNanos()) {
      return;
    }
    boolean started = entry.state != State.STARTING;
    starting.remove(entry);
    waiting.remove(entry);
    giveBack(entry.turn);
    entry.turn = take(interval);
    if (started) {
      entry.turn.begin();
    }
    switch (entry.state) {
      case STARTING -> starting.add(entry);
      case WAITING -> await(entry, entry.regular(time.now()), false);
      case RUNNING, LEAVING -> {} // it is placed when it ends
    }
  }

  /// Calls a round no more: none begins after this. One that runs ends by itself and is the last.
  /// Nothing happens where there is none of that name.
  public synchronized void remove(String name) {
    Entry entry = entries.get(name);
    if (entry == null || entry.state == State.LEAVING) {
      return;
    }
    starting.remove(entry);
    waiting.remove(entry);
    giveBack(entry.turn);
    if (entry.state == State.RUNNING) {
      entry.state = State.LEAVING;
    } else {
      entries.remove(name);
    }
  }

  private Turn take(Duration interval) {
    return turns
        .computeIfAbsent(interval, each -> new Turns(each.toNanos(), random.nextDouble()))
        .take();
  }

  private void giveBack(Turn turn) {
    turn.giveBack();
    turns.values().removeIf(Turns::isEmpty);
  }

  /// Begins every round that is due.
  public synchronized void tick() {
    long before = time.now();
    long leftOut = time.look();
    if (leftOut > 0) {
      tellLate(time.now() + leftOut);
    }
    long nanos = nanoTime.getAsLong();
    long passed = time.now() - before;
    // A tick that comes late, because the service has just read ten thousand targets, makes no
    // burst.
    beginNew(Math.min(passed, Math.max(MOST_CREDITED, lastPassed)), nanos);
    lastPassed = passed;
    List<Entry> pausing = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.first().due <= time.now()) {
      Entry entry = waiting.removeFirst();
      if (nanos - entry.notBefore < 0) {
        pausing.add(entry);
      } else {
        begin(entry, nanos);
      }
    }
    waiting.addAll(pausing);
  }

  /// What would have begun in time that is left out is late, though it is not made up for.
  private void tellLate(long now) {
    for (Entry entry : waiting) {
      if (entry.due > now) {
        return;
      }
      lateness.late(Duration.ofNanos(now - entry.due));
    }
  }

  /// As many as twice the mean rate of all allows beside those that have begun.
  private void beginNew(long passed, long nanos) {
    double room =
        turns.values().stream().mapToDouble(each -> 2 * each.rate() - each.begunRate()).sum();
    startCredit = Math.min(startCredit, 1) + passed * Math.max(room, CALM_STARTS);
    while (startCredit >= 1 && !starting.isEmpty()) {
      startCredit--;
      Entry entry = starting.removeFirst();
      entry.due = time.now();
      entry.turn.begin();
      begin(entry, nanos);
    }
  }

  private void begin(Entry entry, long nanos) {
    boolean first = entry.state == State.STARTING;
    entry.state = State.RUNNING;
    if (!entry.again) {
      entry.last = entry.due;
    }
    try {
      executor.execute(() -> run(entry, first, nanos));
    } catch (RejectedExecutionException e) {
      LOG.debugf("%s is not probed any more, because the service stops", entry.name);
    }
  }

  private void run(Entry entry, boolean first, long began) {
    Optional<Round> round = enter(entry, first);
    if (round.isEmpty()) {
      return;
    }
    Next next = new Next.Regularly();
    try {
      next = round.get().run();
    } catch (RuntimeException e) {
      LOG.errorf(e, "probing %s failed by a fault of its own; it goes on", entry.name);
    } finally {
      leave(entry, round.get(), next, began);
    }
  }

  /// The round, unless it was removed on its way to its thread.
  private synchronized Optional<Round> enter(Entry entry, boolean first) {
    if (entry.state == State.LEAVING) {
      entries.remove(entry.name);
      return Optional.empty();
    }
    if (!first) {
      lateness.late(Duration.ofNanos(time.unseen() - entry.due));
    }
    return Optional.of(entry.round);
  }

  @SuppressWarnings("ReferenceEquality") // the very round that has ended, not one like it
  private synchronized void leave(Entry entry, Round ended, Next next, long began) {
    if (entry.state == State.LEAVING) {
      entries.remove(entry.name);
      return;
    }
    // What the old round wants does not bind the one that has replaced it.
    Next wanted = entry.round == ended ? next : new Next.Regularly();
    long now = time.now();
    entry.notBefore = began + pause(leastPause);
    switch (wanted) {
      case Next.Regularly _ -> await(entry, entry.regular(now), false);
      case Next.Again(Duration after) -> {
        entry.notBefore = began + pause(after.compareTo(leastPause) < 0 ? after : leastPause);
        await(entry, now + after.toNanos(), true);
      }
      case Next.NotBefore(var moment) ->
          await(entry, entry.regular(Math.max(now, time.at(moment))), false);
    }
  }

  private void await(Entry entry, long due, boolean again) {
    entry.state = State.WAITING;
    entry.due = due;
    entry.again = again;
    waiting.add(entry);
  }

  private static long pause(Duration pause) {
    return pause.minus(TICK).toNanos();
  }
}
