package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.contracts.time.StoryClock;
import io.mailbuoy.probe.graph.KnownIncidents;
import io.mailbuoy.probe.logs.LogEvidence;
import io.mailbuoy.probe.publish.KafkaPost;
import io.mailbuoy.probe.publish.Letter;
import io.mailbuoy.probe.publish.Letter.Weight;
import io.mailbuoy.probe.publish.Outbox;
import io.mailbuoy.probe.publish.PastIncidents;
import io.mailbuoy.probe.schedule.Schedule;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/// Puts the probe service together, starts it and stops it.
@ApplicationScoped
public class ProbeService {
  private static final Logger LOG = Logger.getLogger(ProbeService.class);

  /// A day of a hundred targets at one probe a minute is more; a broker is back before that.
  private static final int KEPT = 10_000;

  private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);

  private final MailbuoyConfig config;
  private final Clock clock = StoryClock.ofEnvironment();
  private final Toolbox tools;
  private final Outbox outbox;
  private final PastIncidents past;
  private final Telemetry telemetry;
  private final LogEvidence logs;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("probe-", 0).factory());
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("probe-schedule").factory());

  @Inject
  public ProbeService(
      MailbuoyConfig config,
      KafkaPost post,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      MeterRegistry metrics) {
    this.config = config;
    this.tools = new Toolbox(config.tenants(), clock);
    this.outbox =
        new Outbox(post, config.kafka().bootstrapServers().orElse("?"), KEPT, BEFORE_NEXT_TRY);
    this.past = new PastIncidents(kafka);
    this.telemetry = new Telemetry(metrics);
    ProbeRound.Results evidence = telemetry.around(this::publish);
    this.logs =
        new LogEvidence(
            config.logs(),
            config.location(),
            tools.answers(),
            result -> evidence.publish(result, TraceParent.start()),
            clock);
  }

  void start(@Observes StartupEvent started) {
    KnownIncidents known = new KnownIncidents();
    ProbePlan plan = ProbePlan.of(config, tools, known, this::publish);
    plan.problems().forEach(problem -> LOG.error(problem));
    telemetry.follow(outbox);
    tools.tokens().forEach(telemetry::follow);
    outbox.start();
    plan.watched().forEach(watched -> publish(watched.target()));
    past.read(known::add, known::complete);
    schedule(plan);
    logs.watches().forEach(telemetry::follow);
    logs.start();
    LOG.infof("probing %d targets from %s", plan.watched().size(), config.location());
  }

  private void schedule(ProbePlan plan) {
    Schedule schedule =
        new Schedule(
            clock,
            System::nanoTime,
            threads,
            RandomGenerator.getDefault(),
            config.probe().leastPause(),
            telemetry.lateness());
    ProbeRound.Settings settings =
        new ProbeRound.Settings(
            config.location(), config.probe().retries(), config.probe().retryDelay());
    QuietTimes quietTimes = new QuietTimes();
    ProbeRound.Results results = telemetry.around(this::publish);
    for (Watched watched : plan.watched()) {
      Target target = watched.target();
      schedule.add(
          target.id(),
          Duration.ofMillis(target.intervalMillis()),
          new ProbeRound(
              target, telemetry.around(watched.probe()), settings, quietTimes, results, clock));
    }
    Future<?> _ =
        ticks.scheduleAtFixedRate(
            schedule::tick, 0, Schedule.TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void publish(ProbeResult result, TraceParent trace) {
    outbox.put(Letter.of(Topics.PROBE_RESULTS, result, source(), trace, Weight.PASSING));
  }

  private void publish(ServiceIncident incident) {
    outbox.put(
        Letter.of(
            Topics.SERVICE_INCIDENTS, incident, source(), TraceParent.start(), Weight.LASTING));
  }

  private void publish(Target target) {
    outbox.put(Letter.of(Topics.TARGETS, target, source(), TraceParent.start(), Weight.LASTING));
  }

  private String source() {
    return "/mailbuoy/probe-service/" + config.location();
  }

  /// Whether what was put out has reached the broker.
  Outbox.Contact contact() {
    return outbox.contact();
  }

  void stop(@Observes ShutdownEvent stopping) {
    ticks.shutdownNow();
    past.stop();
    logs.close();
    outbox.close(); // before the probes end, which would tell of connections that we have cut
    threads.shutdownNow();
    tools.close();
  }
}
