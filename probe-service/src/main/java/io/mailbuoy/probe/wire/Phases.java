package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult.PhaseTiming;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A stopwatch with laps: how long each phase of a probe took. It belongs to one attempt and one
/// thread.
public final class Phases {
  private final List<PhaseTiming> done = new ArrayList<>();
  private Phase current;
  private long began = System.nanoTime();
  private boolean over;

  private Phases(Phase first) {
    this.current = first;
  }

  /// Starts the stopwatch in the first phase.
  public static Phases startWith(Phase first) {
    return new Phases(first);
  }

  /// Ends the current phase and begins the next.
  public void begin(Phase next) {
    lap();
    current = next;
  }

  /// Ends the time of the current phase, which stays the last that was reached until another
  /// begins.
  public void answered() {
    lap();
    over = true;
  }

  /// The phase that runs.
  public Phase current() {
    return current;
  }

  /// Stops, and hands back every phase that was reached, the last included.
  public List<PhaseTiming> stop() {
    lap();
    return List.copyOf(done);
  }

  private void lap() {
    long now = System.nanoTime();
    if (over) {
      over = false;
      began = now;
      return;
    }
    done.add(new PhaseTiming(current, TimeUnit.NANOSECONDS.toMillis(now - began)));
    began = now;
  }
}
