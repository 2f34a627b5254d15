package io.mailbuoy.probe;

import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.probe.logs.LogWatch;
import io.mailbuoy.probe.publish.Outbox;
import io.mailbuoy.probe.retry.RetryBudget;
import io.mailbuoy.probe.schedule.Schedule;
import io.mailbuoy.probe.targets.Roster;
import io.mailbuoy.probe.token.Tokens;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what happens, around the stages and not in them. `docs/reference/metrics.md` lists it.
///
/// No label names a target: ten thousand of them, times what can fail, would be more than a
/// collector of metrics bears. What a single target does stands in its results.
final class Telemetry {
  private static final String NONE = "none";

  /// Fine around the second within which probes are to begin.
  private static final Duration[] LATENESS_BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(30),
    Duration.ofMillis(50),
    Duration.ofMillis(75),
    Duration.ofMillis(100),
    Duration.ofMillis(150),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofMillis(750),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(60)
  };

  private static final Duration[] DURATION_BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  private final MeterRegistry metrics;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Timer lateness;

  Telemetry(MeterRegistry metrics) {
    this.metrics = metrics;
    Gauge.builder("mailbuoy.probe.in.flight", inFlight, AtomicInteger::get)
        .description("Probes that run now.")
        .register(metrics);
    lateness =
        Timer.builder("mailbuoy.probe.lateness")
            .description(
                "How late probes begin, regular ones and retries, in the time of the service's"
                    + " clock. Regular times that a stopped process has missed are counted, too.")
            .serviceLevelObjectives(LATENESS_BUCKETS)
            .register(metrics);
    for (RetryBudget.Scope scope : RetryBudget.Scope.values()) {
      refusals(scope);
    }
  }

  /// Counts the probes that run.
  Probe around(Probe probe) {
    return () -> {
      inFlight.incrementAndGet();
      try {
        return probe.observe();
      } finally {
        inFlight.decrementAndGet();
      }
    };
  }

  /// Counts results by what failed, and notes how long they took.
  ProbeRound.Results around(ProbeRound.Results results) {
    return (result, trace) -> {
      count(result);
      results.publish(result, trace);
    };
  }

  private void count(ProbeResult result) {
    var failure = result.failure();
    Counter.builder("mailbuoy.probe.results")
        .description("Results, one for each attempt. `kind` and `phase` are `none` of a success.")
        .tags(
            "location",
            result.location(),
            "tenant",
            result.tenant() == null ? NONE : result.tenant(),
            "service",
            result.service(),
            "protocol",
            result.protocol().text(),
            "outcome",
            result.outcome().text(),
            "kind",
            failure == null ? NONE : failure.kind().text(),
            "phase",
            failure == null ? NONE : failure.phase().text())
        .register(metrics)
        .increment();
    Timer.builder("mailbuoy.probe.duration")
        .description("How long attempts took, from the first phase to the last.")
        .serviceLevelObjectives(DURATION_BUCKETS)
        .tags("protocol", result.protocol().text(), "outcome", result.outcome().text())
        .register(metrics)
        .record(Duration.ofMillis(result.durationMillis()));
  }

  Schedule.Lateness lateness() {
    return by -> lateness.record(by.isNegative() ? Duration.ZERO : by);
  }

  /// Counts the retries that are not made.
  ProbeRound.Refusals refusals() {
    return scope -> refusals(scope).increment();
  }

  private Counter refusals(RetryBudget.Scope scope) {
    return Counter.builder("mailbuoy.probe.retries.refused")
        .description(
            "Retries that were not made because `mailbuoy.probe.retry-budget` had no more for the"
                + " mailbox, the tenant, or overall.")
        .tags("budget", scope.text())
        .register(metrics);
  }

  void follow(Outbox outbox) {
    Gauge.builder("mailbuoy.probe.waiting", outbox, Outbox::waiting)
        .description("Events that wait for the broker; how full the buffer is.")
        .register(metrics);
    Gauge.builder("mailbuoy.probe.buffer", outbox, Outbox::capacity)
        .description("How many results may wait for the broker: `mailbuoy.probe.buffer`.")
        .register(metrics);
    FunctionCounter.builder("mailbuoy.probe.dropped", outbox, Outbox::dropped)
        .description("Results that were dropped because too many waited for the broker.")
        .register(metrics);
  }

  void follow(Roster roster) {
    Gauge.builder("mailbuoy.probe.targets", roster, Roster::size)
        .description("Targets that this replica probes.")
        .register(metrics);
  }

  void follow(LogWatch log) {
    FunctionCounter.builder("mailbuoy.log.lines", log, LogWatch::lines)
        .description("how many lines of a log were read")
        .tags("log", log.id())
        .register(metrics);
    FunctionCounter.builder("mailbuoy.log.left.out", log, LogWatch::leftOut)
        .description("how many results of a log were left out of a flood")
        .tags("log", log.id())
        .register(metrics);
    FunctionCounter.builder("mailbuoy.log.skipped.bytes", log, LogWatch::skippedBytes)
        .description("how much of a log was passed over, because it grew faster than it is read")
        .tags("log", log.id())
        .register(metrics);
  }

  void follow(String tenant, Tokens tokens) {
    String description =
        "Tokens that were needed, by where they came from: the cache, or the issuer who was asked.";
    FunctionCounter.builder("mailbuoy.probe.tokens", tokens, Tokens::hits)
        .description(description)
        .tags("tenant", tenant, "from", "cache")
        .register(metrics);
    FunctionCounter.builder("mailbuoy.probe.tokens", tokens, Tokens::questions)
        .description(description)
        .tags("tenant", tenant, "from", "issuer")
        .register(metrics);
  }
}
