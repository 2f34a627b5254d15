package io.mailbuoy.probe;

import io.mailbuoy.probe.schedule.Next;
import io.mailbuoy.probe.schedule.Schedule;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/// The rounds that run, so that targets can be handed over when nobody asks them any more: a
/// mailbox is never asked by two at once.
final class InFlight {
  private static final Logger LOG = Logger.getLogger(InFlight.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Map<String, Integer> running = new HashMap<>();

  /// Notes when a round runs.
  Schedule.Round around(String id, Schedule.Round round) {
    return () -> {
      count(id, 1);
      try {
        return round.run();
      } finally {
        count(id, -1);
      }
    };
  }

  /// Leaves rounds out while there is doubt whether they are ours to run.
  static Schedule.Round unless(Doubt doubt, Schedule.Round round) {
    return () -> doubt.doubtful() ? new Next.Regularly() : round.run();
  }

  /// Whether somebody else may be at it.
  interface Doubt {
    boolean doubtful();
  }

  private void count(String id, int change) {
    lock.lock();
    try {
      running.merge(id, change, (a, b) -> a + b == 0 ? null : a + b);
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until none of these runs, or patience ends.
  void awaitEnd(Collection<String> ids, Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (left > 0 && ids.stream().anyMatch(running::containsKey)) {
        left = ended.awaitNanos(left);
      }
      long late = ids.stream().filter(running::containsKey).count();
      if (late > 0) {
        LOG.warnf(
            "%d probes still run after %d s, and are handed over all the same",
            late, TimeUnit.NANOSECONDS.toSeconds(patience.toNanos()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
