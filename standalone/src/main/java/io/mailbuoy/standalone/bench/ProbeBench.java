package io.mailbuoy.standalone.bench;

import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.probe.ProbeThreads;
import io.mailbuoy.probe.SingleProbe;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Probes one target as fast as it answers, from the kind of threads that the probe service has.
///
/// The first third of the time is not counted: the JVM compiles then what it has found to be used
/// much, which a service that runs for months does once.
final class ProbeBench {
  private final SingleProbe probe;
  private final AtomicLong probes = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicReference<@Nullable ProbeResult> failed = new AtomicReference<>();
  private volatile boolean running = true;

  private ProbeBench(SingleProbe probe) {
    this.probe = probe;
  }

  /// Runs for that long, and until the probes that are under way then have ended.
  static Measurement run(SingleProbe probe, int concurrency, Duration time)
      throws InterruptedException {
    return new ProbeBench(probe).run(concurrency, time);
  }

  private Measurement run(int concurrency, Duration time) throws InterruptedException {
    Duration warmUp = time.dividedBy(3);
    Reading before;
    Reading after;
    CountDownLatch ended = new CountDownLatch(concurrency);
    try (ProbeThreads threads = new ProbeThreads()) {
      for (int i = 0; i < concurrency; i++) {
        threads.execute(() -> {
          probeOn();
          ended.countDown();
        });
      }
      pass(ended, warmUp);
      before = reading();
      pass(ended, time.minus(warmUp));
      after = reading();
      running = false;
      ended.await();
    }
    return Measurement.between(before, after, Optional.ofNullable(failed.get()));
  }

  /// Waits. The latch does not open before the time is over.
  private static void pass(CountDownLatch ended, Duration time) throws InterruptedException {
    if (ended.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("every thread that probes has ended early");
    }
  }

  private void probeOn() {
    while (running) {
      ProbeResult result = probe.run();
      probes.incrementAndGet();
      if (!result.outcome().is(Outcome.SUCCESS)) {
        failures.incrementAndGet();
        failed.set(result);
      }
    }
  }

  private Reading reading() {
    return new Reading(System.nanoTime(), OwnProcess.cpuNanos(), probes.get(), failures.get());
  }

  /// What the counters showed at one moment.
  private record Reading(long nanos, long cpuNanos, long probes, long failures) {}

  /// What was counted between two moments.
  ///
  /// @param probes those that ended, well or not
  /// @param failed the last probe that failed, if one did since the start
  record Measurement(
      long probes, long failures, double seconds, double cpuMillis, Optional<ProbeResult> failed) {
    private static Measurement between(
        Reading before, Reading after, Optional<ProbeResult> failed) {
      return new Measurement(
          after.probes() - before.probes(),
          after.failures() - before.failures(),
          (after.nanos() - before.nanos()) / 1e9,
          (after.cpuNanos() - before.cpuNanos()) / 1e6,
          failed);
    }

    double perSecond() {
      return probes / seconds;
    }

    /// Zero where there was no probe.
    double cpuMillisPerProbe() {
      return probes == 0 ? 0 : cpuMillis / probes;
    }

    /// Whether at least one probe ended well.
    boolean something() {
      return probes > failures;
    }
  }
}
