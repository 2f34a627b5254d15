package io.mailbuoy.probe.wire;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Hands out deadlines, and enforces them from a thread of its own: a server that sends a byte now
/// and then would get around every time-out of a socket.
public final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  public Deadlines() {
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("probe-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    // The thread wakes up for a task that comes before all others, as each deadline does where few
    // probes run. It never does where something is always due sooner.
    timer.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.SECONDS);
  }

  /// A deadline that begins now. It must be closed.
  public Deadline in(Duration time) {
    Deadline deadline = new Deadline(time);
    deadline.enforceBy(timer.schedule(deadline::expire, time.toNanos(), TimeUnit.NANOSECONDS));
    return deadline;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
