package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Hands out deadlines, and enforces them from a thread of its own: a server that sends a byte now
/// and then would get around every time-out of a socket.
public final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;
  private final Map<Phase, Duration> phaseTimes;

  public Deadlines() {
    phaseTimes = Map.of();
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("probe-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    // The thread wakes up for a task that comes before all others, as each deadline does where few
    // probes run. It never does where something is always due sooner.
    var _ = timer.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.SECONDS);
  }

  private Deadlines(ScheduledThreadPoolExecutor timer, Map<Phase, Duration> phaseTimes) {
    this.timer = timer;
    this.phaseTimes = Map.copyOf(phaseTimes);
  }

  /// The same, and single phases have less time. Only the first needs to be closed.
  public Deadlines with(Map<Phase, Duration> lessForPhases) {
    return new Deadlines(timer, lessForPhases);
  }

  /// A deadline that begins now. It must be closed.
  public Deadline in(Duration time) {
    return new Deadline(time, phaseTimes, this::after);
  }

  private Future<?> after(long nanos, Runnable action) {
    return timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
