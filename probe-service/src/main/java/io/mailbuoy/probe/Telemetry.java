package io.mailbuoy.probe;

import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.probe.logs.LogWatch;
import io.mailbuoy.probe.publish.Outbox;
import io.mailbuoy.probe.schedule.Schedule;
import io.mailbuoy.probe.targets.Roster;
import io.mailbuoy.probe.token.Tokens;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what happens, around the stages and not in them.
final class Telemetry {
  private final MeterRegistry metrics;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Timer lateness;

  Telemetry(MeterRegistry metrics) {
    this.metrics = metrics;
    metrics.gauge("mailbuoy.probe.in.flight", inFlight);
    lateness =
        Timer.builder("mailbuoy.probe.lateness")
            .description("how late probes begin, in the time of the service's clock")
            .register(metrics);
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

  /// Counts results by what failed, and notes how long each phase took.
  ProbeRound.Results around(ProbeRound.Results results) {
    return (result, trace) -> {
      count(result);
      results.publish(result, trace);
    };
  }

  private void count(ProbeResult result) {
    var failure = result.failure();
    metrics
        .counter(
            "mailbuoy.probe.results",
            "target",
            result.targetId(),
            "outcome",
            result.outcome().text(),
            "kind",
            failure == null ? "none" : failure.kind().text(),
            "phase",
            failure == null ? "none" : failure.phase().text())
        .increment();
    metrics
        .timer("mailbuoy.probe.duration", "protocol", result.protocol().text())
        .record(Duration.ofMillis(result.durationMillis()));
  }

  Schedule.Lateness lateness() {
    return by -> lateness.record(by.isNegative() ? Duration.ZERO : by);
  }

  void follow(Outbox outbox) {
    metrics.gauge("mailbuoy.probe.waiting", outbox, Outbox::waiting);
    FunctionCounter.builder("mailbuoy.probe.dropped", outbox, Outbox::dropped).register(metrics);
  }

  void follow(Roster roster) {
    metrics.gauge("mailbuoy.probe.targets", roster, Roster::size);
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
    FunctionCounter.builder("mailbuoy.probe.tokens", tokens, Tokens::hits)
        .tags("tenant", tenant, "from", "cache")
        .register(metrics);
    FunctionCounter.builder("mailbuoy.probe.tokens", tokens, Tokens::questions)
        .tags("tenant", tenant, "from", "issuer")
        .register(metrics);
  }
}
