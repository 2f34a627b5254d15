package io.mailbuoy.probe;

import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.probe.schedule.Next;
import io.mailbuoy.probe.schedule.Schedule;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.Observation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What happens when a target is due:
///
/// 1. Is its mailbox to be left alone? Then not before that is over.
/// 2. Probe it, once, within its time-out. That begins a cycle, or goes on with one.
/// 3. Publish what happened as one result, and forget it.
/// 4. Did the server ask to be left alone? Then it is, by every target of that mailbox.
/// 5. Did it fail in a way that may pass? Then probe it again soon, in the same cycle, until it
///    works or the retries are used up: a retry that works tells an intermittent fault from a hard
///    one. A fault that somebody has to mend is not retried.
/// 6. Otherwise the next cycle begins at the next regular time.
///
/// The schedule sees to it that a round never runs twice at once.
public final class ProbeRound implements Schedule.Round {
  private final Target target;
  private final Probe probe;
  private final Settings settings;
  private final QuietTimes quietTimes;
  private final Results results;
  private final Clock clock;
  private @Nullable Cycle cycle;

  /// What is the same for every target.
  ///
  /// @param location where the probes run
  /// @param retries how often a failed probe is repeated
  /// @param retryDelay the pause before each retry; never longer than the target's interval
  public record Settings(String location, int retries, Duration retryDelay) {}

  /// Where results go.
  public interface Results {
    void publish(ProbeResult result, TraceParent trace);
  }

  public ProbeRound(
      Target target,
      Probe probe,
      Settings settings,
      QuietTimes quietTimes,
      Results results,
      Clock clock) {
    this.target = target;
    this.probe = probe;
    this.settings = settings;
    this.quietTimes = quietTimes;
    this.results = results;
    this.clock = clock;
  }

  /// The attempts of one regular time.
  ///
  /// @param attempt the number of the attempt that is due
  private record Cycle(String id, TraceParent trace, int attempt) {
    static Cycle begin() {
      return new Cycle(Ids.next(), TraceParent.start(), 1);
    }

    Cycle next() {
      return new Cycle(id, trace.child(), attempt + 1);
    }
  }

  @Override
  public Next run() {
    Instant startedAt = clock.instant();
    Instant quietUntil = quietTimes.until(target);
    if (quietUntil.isAfter(startedAt)) {
      cycle = null;
      return new Next.NotBefore(quietUntil);
    }
    Cycle current = cycle == null ? Cycle.begin() : cycle;
    long began = System.nanoTime();
    Observation seen = probe.observe();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    results.publish(
        ResultOf.observation(
            seen, target, settings.location(), current.id(), current.attempt(), startedAt, took),
        current.trace());
    return switch (seen.end()) {
      case Observation.Worked(Duration rest) ->
          finish(
              rest.isPositive()
                  ? new Next.NotBefore(clock.instant().plus(rest))
                  : new Next.Regularly());
      case Observation.Failed(var _, Fault fault) -> afterFailure(current, fault);
    };
  }

  private Next afterFailure(Cycle current, Fault fault) {
    if (fault.backOff().isPresent()) {
      Instant until = clock.instant().plus(fault.backOff().get());
      quietTimes.keep(target, until);
      return finish(new Next.NotBefore(until));
    }
    if (fault.retryable() && current.attempt() <= settings.retries()) {
      cycle = current.next();
      Duration interval = Duration.ofMillis(target.intervalMillis());
      Duration delay = settings.retryDelay();
      return new Next.Again(delay.compareTo(interval) < 0 ? delay : interval);
    }
    return finish(new Next.Regularly());
  }

  private Next finish(Next next) {
    cycle = null;
    return next;
  }
}
