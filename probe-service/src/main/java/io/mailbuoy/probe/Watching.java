package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.probe.retry.RetryBudget;
import io.mailbuoy.probe.schedule.Schedule;
import io.mailbuoy.probe.targets.Roster;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Puts targets on the schedule and takes them off again, as the [Roster] says.
final class Watching implements Roster.Probing {
  private static final Logger LOG = Logger.getLogger(Watching.class);

  private final Schedule schedule;
  private final ProbeRound.Settings settings;
  private final ProbeRound.Results results;
  private final InFlight.Doubt doubt;
  private final Telemetry telemetry;
  private final Clock clock;
  private final ProbeRound.Manners manners;
  private final InFlight inFlight = new InFlight();
  private volatile @Nullable TargetProbes probes;

  /// @param doubt whether another replica may have taken over
  Watching(
      MailbuoyConfig config,
      Schedule schedule,
      ProbeRound.Results results,
      InFlight.Doubt doubt,
      Telemetry telemetry,
      Clock clock) {
    this.settings =
        new ProbeRound.Settings(
            config.location(), config.probe().retries(), config.probe().retryDelay());
    this.schedule = schedule;
    this.results = telemetry.around(results);
    this.doubt = doubt;
    this.telemetry = telemetry;
    this.clock = clock;
    this.manners =
        new ProbeRound.Manners(
            new QuietTimes(), new RetryBudget(limits(config)), telemetry.refusals());
  }

  private static RetryBudget.Limits limits(MailbuoyConfig config) {
    MailbuoyConfig.RetryBudget budget = config.probe().retryBudget();
    return new RetryBudget.Limits(
        budget.mailbox(), budget.tenantPercent(), budget.overallPercent(), budget.always());
  }

  /// From now on targets are asked in this way. To be called before the first one begins. Those
  /// that are probed already stay as they are until they begin anew.
  void use(TargetProbes changed) {
    probes = changed;
  }

  @Override
  public void begin(Target wanted) {
    switch (Objects.requireNonNull(probes).of(wanted)) {
      case Protocols.Choice.Found(Watched found) -> {
        Target target = found.target();
        ProbeRound round =
            new ProbeRound(
                target, telemetry.around(found.probe()), settings, manners, results, clock);
        schedule.add(
            target.id(),
            Duration.ofMillis(target.intervalMillis()),
            inFlight.around(target.id(), InFlight.unless(doubt, round)));
      }
      case Protocols.Choice.None(String reason) -> {
        schedule.remove(wanted.id());
        LOG.errorf("%s", reason);
      }
    }
  }

  @Override
  public void end(String id) {
    schedule.remove(id);
  }

  /// Waits until none of these is asked any more.
  void awaitEnd(Collection<String> ids, Duration patience) {
    inFlight.awaitEnd(ids, patience);
  }
}
