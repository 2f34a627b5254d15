package io.mailbuoy.probe;

import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ProbeResult.Failure;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.Observation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// An observation as the event that tells it.
final class ResultOf {
  private ResultOf() {}

  static ProbeResult observation(
      Observation seen,
      Target target,
      String location,
      String cycle,
      int attempt,
      Instant startedAt,
      Duration took) {
    @Nullable Failure failure =
        switch (seen.end()) {
          case Observation.Worked _ -> null;
          case Observation.Failed(var phase, Fault fault) ->
              new Failure(
                  Open.of(phase),
                  Open.of(fault.kind()),
                  fault.serverText(),
                  fault.retryable(),
                  fault.detail());
        };
    return new ProbeResult(
        Ids.next(),
        cycle,
        target.id(),
        target.tenant(),
        location,
        target.service(),
        target.protocol(),
        target.role(),
        startedAt.truncatedTo(ChronoUnit.MILLIS),
        took.toMillis(),
        attempt,
        Open.of(failure == null ? Outcome.SUCCESS : Outcome.FAILURE),
        seen.phases(),
        failure,
        seen.server(),
        seen.tls());
  }
}
