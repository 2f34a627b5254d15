package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.contracts.time.StoryClock;
import io.mailbuoy.probe.graph.KnownIncidents;
import io.mailbuoy.probe.logs.LogEvidence;
import io.mailbuoy.probe.publish.KafkaPost;
import io.mailbuoy.probe.publish.Outbox;
import io.mailbuoy.probe.schedule.Schedule;
import io.mailbuoy.probe.stream.Ownership;
import io.mailbuoy.probe.stream.TopicFollower;
import io.mailbuoy.probe.targets.Roster;
import io.mailbuoy.probe.targets.TargetFile;
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
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/// Puts the probe service together, starts it and stops it.
///
/// 1. The targets of the configuration are written to the topic of targets ([Enrolment]), where
///    others may put more.
/// 2. Every replica follows that topic ([TopicFollower]) and is told which of its partitions are
///    its own ([Ownership]).
/// 3. From both follows what it probes ([Roster]), which is put on the schedule ([Watching]).
/// 4. What comes of it goes to the broker by way of the [Outbox].
@ApplicationScoped
public class ProbeService {
  private static final Logger LOG = Logger.getLogger(ProbeService.class);
  private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);
  private static final long LOOK_SECONDS = 2;

  /// Longer than a probe takes by default.
  private static final Duration HANDOVER = Duration.ofSeconds(35);

  private final MailbuoyConfig config;
  private final Clock clock = StoryClock.ofEnvironment();
  private final Toolbox tools;
  private final Outbox outbox;
  private final Publisher publisher;
  private final Telemetry telemetry;
  private final KnownIncidents known = new KnownIncidents();
  private final Schedule schedule;
  private final Roster roster;
  private final Watching watching;
  private final Enrolment enrolment;
  private final Ownership ownership;
  private final TopicFollower<Target> targets;
  private final TopicFollower<ServiceIncident> incidents;
  private final LogEvidence logs;
  private final ProbeThreads threads = new ProbeThreads();
  private final ScheduledExecutorService ticks = ticker("probe-schedule");
  private final ScheduledExecutorService looks = ticker("probe-configuration");

  @Inject
  public ProbeService(
      MailbuoyConfig config,
      KafkaPost post,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      MeterRegistry metrics) {
    this.config = config;
    tools = new Toolbox(config.tenants(), clock);
    String broker = config.kafka().bootstrapServers().orElse("?");
    outbox = new Outbox(post, broker, config.probe().buffer(), BEFORE_NEXT_TRY);
    publisher = new Publisher(outbox, config.location());
    telemetry = new Telemetry(metrics);
    schedule =
        new Schedule(
            clock,
            System::nanoTime,
            threads,
            RandomGenerator.getDefault(),
            config.probe().leastPause(),
            telemetry.lateness());
    watching = new Watching(config, schedule, publisher::publish, this::doubtful, telemetry, clock);
    roster = new Roster(watching);
    enrolment =
        new Enrolment(
            config.targets(),
            new Plans(config, tools, known, publisher),
            roster,
            watching,
            publisher,
            ConfigFile.ofProcess().map(TargetFile::new));
    ownership =
        new Ownership(kafka, config.location(), config.probe().sessionTimeout(), new Shares());
    targets = new TopicFollower<>(Topics.TARGETS, kafka, new Targets());
    incidents = new TopicFollower<>(Topics.SERVICE_INCIDENTS, kafka, new Incidents());
    ProbeRound.Results evidence = telemetry.around(publisher::publish);
    logs =
        new LogEvidence(
            config.logs(),
            config.location(),
            tools.answers(),
            result -> evidence.publish(result, TraceParent.start()),
            clock);
  }

  void start(@Observes StartupEvent started) {
    telemetry.follow(outbox);
    telemetry.follow(roster);
    tools.tokens().forEach(telemetry::follow);
    outbox.start();
    incidents.start();
    targets.start();
    ownership.start();
    logs.watches().forEach(telemetry::follow);
    logs.start();
    Future<?> _ =
        ticks.scheduleAtFixedRate(
            schedule::tick, 0, Schedule.TICK.toMillis(), TimeUnit.MILLISECONDS);
    Future<?> _ =
        looks.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    LOG.infof("probing from %s", config.location());
  }

  private boolean doubtful() {
    return ownership.doubtful();
  }

  private void look() {
    try {
      enrolment.look();
    } catch (RuntimeException e) {
      // An exception would end the looking for good.
      LOG.error("the changed configuration cannot be used, and what was known before goes on", e);
    }
  }

  /// The partitions that are ours.
  private final class Shares implements Ownership.Listener {
    @Override
    public void own(Set<Integer> partitions) {
      roster.own(partitions);
    }

    @Override
    public void handOver(Set<Integer> partitions) {
      watching.awaitEnd(roster.in(partitions), HANDOVER);
    }
  }

  /// What stands on the topic of targets.
  private final class Targets implements TopicFollower.Listener<Target> {
    @Override
    public void said(TopicFollower.Said<Target> record) {
      Target target = record.value();
      if (target != null) {
        roster.put(target, record.partition(), record.millis(), record.source());
      } else if (record.key() != null) {
        roster.remove(record.key(), record.partition(), record.millis());
      }
    }

    @Override
    public void caughtUp() {
      enrolment.topicIsKnown();
    }
  }

  /// What was published of service health, by this replica, the one before it, or another.
  private final class Incidents implements TopicFollower.Listener<ServiceIncident> {
    @Override
    public void said(TopicFollower.Said<ServiceIncident> record) {
      if (record.value() != null) {
        known.add(record.value());
      }
    }

    @Override
    public void caughtUp() {
      known.complete();
    }
  }

  /// Whether what was put out has reached the broker.
  Outbox.Contact contact() {
    return outbox.contact();
  }

  /// Whether this replica has its share of the targets.
  Ownership.Standing standing() {
    return ownership.standing();
  }

  void stop(@Observes ShutdownEvent stopping) {
    ticks.shutdownNow();
    looks.shutdownNow();
    targets.close();
    incidents.close();
    logs.close();
    outbox.close(); // before the probes end, which would tell of connections that we have cut
    threads.close();
    ownership.close(); // after the probes, which another replica goes on with at once
    tools.close();
  }

  private static ScheduledExecutorService ticker(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }
}
