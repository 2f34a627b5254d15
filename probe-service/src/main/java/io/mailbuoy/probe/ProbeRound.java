package io.mailbuoy.probe;

import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.probe.retry.RetryBudget;
import io.mailbuoy.probe.retry.Whose;
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
///    one. A fault that somebody has to mend is not retried, and nothing is while the [RetryBudget]
///    has no more: where much fails at once, retries must not become the load that keeps it down.
/// 6. Otherwise the next cycle begins at the next regular time.
///
/// The schedule sees to it that a round never runs twice at once.
public final class ProbeRound implements Schedule.Round {
  private final Target target;
  private final Probe probe;
  private final Settings settings;
  private final Manners manners;
  private final Whose whose;
  private final Results results;
  private final Clock clock;
  private @Nullable Cycle cycle;

  /// Whether the last cycle ended in a failure.
  private boolean failing;

  /// What is the same for every target.
  ///
  /// @param location where the probes run
  /// @param retries how often a failed probe is repeated
  /// @param retryDelay the pause before each retry; never longer than the target's interval
  public record Settings(String location, int retries, Duration retryDelay) {}

  /// What targets share so that no server gets more than it can bear.
  ///
  /// @param refusals is told of each retry that is not made
  public record Manners(QuietTimes quietTimes, RetryBudget budget, Refusals refusals) {}

  /// Is told of a retry that is not made.
  public interface Refusals {
    void refused(RetryBudget.Scope scope);
  }

  /// Where results go.
  public interface Results {
    void publish(ProbeResult result, TraceParent trace);
  }

  public ProbeRound(
      Target target,
      Probe probe,
      Settings settings,
      Manners manners,
      Results results,
      Clock clock) {
    this.target = target;
    this.probe = probe;
    this.settings = settings;
    this.manners = manners;
    this.whose = Whose.of(target);
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
    Instant quietUntil = manners.quietTimes().until(whose);
    if (quietUntil.isAfter(startedAt)) {
      cycle = null;
      return new Next.NotBefore(quietUntil);
    }
    Cycle current = cycle == null ? begin(startedAt) : cycle;
    long began = System.nanoTime();
    Observation seen = probe.observe();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    results.publish(
        ResultOf.observation(
            seen, target, settings.location(), current.id(), current.attempt(), startedAt, took),
        current.trace());
    return switch (seen.end()) {
      case Observation.Worked(Duration rest) -> {
        failing = false;
        yield finish(
            rest.isPositive()
                ? new Next.NotBefore(clock.instant().plus(rest))
                : new Next.Regularly());
      }
      case Observation.Failed(var _, Fault fault) -> afterFailure(current, fault);
    };
  }

  private Cycle begin(Instant now) {
    manners.budget().regular(whose, now);
    return Cycle.begin();
  }

  private Next afterFailure(Cycle current, Fault fault) {
    if (fault.backOff().isPresent()) {
      Instant now = clock.instant();
      Instant until = now.plus(fault.backOff().get());
      manners.quietTimes().keep(whose, until, now);
      return finish(new Next.NotBefore(until));
    }
    boolean wanted = fault.retryable() && current.attempt() <= settings.retries();
    if (wanted && mayRetry(current)) {
      cycle = current.next();
      Duration interval = Duration.ofMillis(target.intervalMillis());
      Duration delay = settings.retryDelay();
      return new Next.Again(delay.compareTo(interval) < 0 ? delay : interval);
    }
    failing = true;
    return finish(new Next.Regularly());
  }

  private boolean mayRetry(Cycle current) {
    boolean news = current.attempt() == 1 && !failing;
    RetryBudget.Worth worth = news ? RetryBudget.Worth.NEWS : RetryBudget.Worth.CONFIRMATION;
    return switch (manners.budget().ask(whose, worth, clock.instant())) {
      case RetryBudget.Decision.Granted _ -> true;
      case RetryBudget.Decision.Refused(var scope) -> {
        manners.refusals().refused(scope);
        yield false;
      }
    };
  }

  private Next finish(Next next) {
    cycle = null;
    return next;
  }
}
