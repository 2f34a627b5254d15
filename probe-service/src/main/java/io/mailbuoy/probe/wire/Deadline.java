package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.Phase;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The end of a probe's patience, for all of its phases together, and for the phase that runs where
/// that has a time of its own. When it comes, what it guards is closed, which wakes up whoever
/// waits for it.
public final class Deadline implements AutoCloseable {
  /// Enforces a deadline from elsewhere.
  interface Timer {
    Future<?> after(long nanos, Runnable action);
  }

  private final Duration whole;
  private final long end;
  private final Map<Phase, Duration> phaseTimes;
  private final Timer timer;
  private final List<Socket> guarded = new ArrayList<>();
  private final Future<?> enforcement;

  /// Of the phase that runs; never after `end`.
  private long phaseEnd;

  private @Nullable Duration phaseTime;
  private @Nullable Future<?> phaseEnforcement;
  private @Nullable Future<?> hurry;
  private int phases;
  private boolean expired;

  Deadline(Duration time, Map<Phase, Duration> phaseTimes, Timer timer) {
    this.whole = time;
    this.end = System.nanoTime() + time.toNanos();
    this.phaseEnd = end;
    this.phaseTimes = phaseTimes;
    this.timer = timer;
    this.enforcement = timer.after(time.toNanos(), this::expire);
  }

  /// The phase that ran until now is over, and its time with it.
  synchronized void enter(Phase phase) {
    if (phaseTimes.isEmpty()) {
      return;
    }
    if (phaseEnforcement != null) {
      phaseEnforcement.cancel(false);
    }
    int number = ++phases;
    phaseTime = phaseTimes.get(phase);
    phaseEnd = end;
    if (phaseTime != null) {
      long own = System.nanoTime() + phaseTime.toNanos();
      phaseEnd = own - end < 0 ? own : end;
      phaseEnforcement = timer.after(phaseTime.toNanos(), () -> expire(number));
    }
  }

  /// Closes a socket when the time is over. The socket must be a plain one: closing TLS wants to
  /// say goodbye first, and may wait for it.
  public synchronized void guard(Socket socket) throws IOException {
    if (expired) {
      socket.close();
    }
    guarded.add(socket);
  }

  private synchronized void expire(int phase) {
    if (phase == phases) {
      expire();
    }
  }

  /// What is guarded is closed after this time, if the deadline does not come first, and that is no
  /// failure.
  synchronized void hurry(Duration time) {
    hurry = timer.after(time.toNanos(), this::hangUp);
  }

  private synchronized void expire() {
    expired = true;
    hangUp();
  }

  private synchronized void hangUp() {
    for (Socket socket : guarded) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException("a socket cannot be closed", e);
      }
    }
  }

  /// Whether the time is over, of everything or of the phase that runs.
  public synchronized boolean expired() {
    return expired || System.nanoTime() - phaseEnd >= 0;
  }

  /// Which time it is that ends first, for a person.
  synchronized String told() {
    return phaseTime != null && phaseEnd - end < 0
        ? "nothing within " + phaseTime.toMillis() + " ms, the time of this phase"
        : "nothing until the end of the " + whole.toMillis() + " ms for all phases together";
  }

  /// What is left; never negative.
  public synchronized Duration remaining() {
    return Duration.ofNanos(Math.max(0, phaseEnd - System.nanoTime()));
  }

  /// What is left as a socket's time-out, for which zero would mean for ever.
  public synchronized int remainingMillis() {
    return Math.clamp(
        TimeUnit.NANOSECONDS.toMillis(phaseEnd - System.nanoTime()), 1, Integer.MAX_VALUE);
  }

  @Override
  public synchronized void close() {
    enforcement.cancel(false);
    if (phaseEnforcement != null) {
      phaseEnforcement.cancel(false);
    }
    if (hurry != null) {
      hurry.cancel(false);
    }
    guarded.clear();
  }
}
