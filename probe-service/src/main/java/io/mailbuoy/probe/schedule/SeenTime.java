package io.mailbuoy.probe.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// The time that passes while somebody looks, in nanoseconds since the first look.
///
/// A process that is stopped or that collects garbage for long, a machine that sleeps, a clock that
/// is set: time that leaps is left out, so that nothing has to be made up for in a burst, and time
/// that goes back stands still. A clock that runs a thousand times faster than real time does not
/// leap, because it was as fast before.
final class SeenTime {
  /// In a second, what has become due is twice of what is due in any second.
  private static final long LEAP = Duration.ofSeconds(1).toNanos();

  private static final int FASTER = 10;

  /// No moment of a schedule is later.
  private static final Duration EVER = Duration.ofDays(36_500);

  private final Clock clock;
  private final Instant origin;
  private long leftOut;
  private long now;
  private long lastStep;

  SeenTime(Clock clock) {
    this.clock = clock;
    this.origin = clock.instant();
  }

  /// The time of the last look.
  long now() {
    return now;
  }

  /// The clock's time, whether or not it has leapt since the last look.
  long unseen() {
    return at(clock.instant());
  }

  /// A moment of the clock.
  long at(Instant moment) {
    Duration since = Duration.between(origin, moment);
    return (since.compareTo(EVER) > 0 ? EVER : since).toNanos() - leftOut;
  }

  /// Looks at the clock.
  ///
  /// @return how much is left out
  long look() {
    long step = unseen() - now;
    boolean leap = step < 0 || (step > LEAP && step / FASTER > lastStep);
    long out = leap ? step - Math.min(lastStep, Math.max(step, 0)) : 0;
    leftOut += out;
    now += step - out;
    lastStep = step < 0 ? lastStep : step;
    return Math.max(out, 0);
  }
}
