package io.mailbuoy.notifier;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.time.StoryClock;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.delivery.BackOff;
import io.mailbuoy.notifier.delivery.ChannelTroubles;
import io.mailbuoy.notifier.delivery.ChannelWorker;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.ReceiptLog;
import io.mailbuoy.notifier.delivery.Struggles;
import io.mailbuoy.notifier.delivery.Watcher;
import io.mailbuoy.notifier.heartbeat.Heartbeat;
import io.mailbuoy.notifier.heartbeat.LifeSigns;
import io.mailbuoy.notifier.stream.BrokerWatch;
import io.mailbuoy.notifier.stream.Outbox;
import io.mailbuoy.notifier.stream.Ownership;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/// Puts the notifier together, starts it and stops it.
@ApplicationScoped
public class Notifier {
  private static final Logger LOG = Logger.getLogger(Notifier.class);

  /// The clock may be set, so a far moment is looked for now and then.
  private static final Duration LONGEST_GLANCE = Duration.ofMinutes(1);

  /// A story may pass a day in a second.
  private static final Duration STORY_GLANCE = Duration.ofMillis(500);

  private final Ledger ledger;
  private final Ownership ownership;
  private final BrokerWatch watch;
  private final Telemetry telemetry;
  private final Optional<Heartbeat> heartbeat;
  private final List<ChannelWorker> workers = new ArrayList<>();

  @Inject
  public Notifier(
      MailbuoyConfig config,
      Ledger ledger,
      ReceiptLog receipts,
      Outbox outbox,
      Struggles struggles,
      LifeSigns signs,
      @Identifier("ownership") Ownership ownership,
      MeterRegistry metrics,
      Clock clock,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.ledger = ledger;
    this.ownership = ownership;
    this.watch = new BrokerWatch(kafka);
    this.telemetry = new Telemetry(metrics);
    this.heartbeat = Heartbeat.of(config, signs, clock);
    MailbuoyConfig.NotifierSettings settings = config.notifier();
    ChannelTroubles troubles =
        new ChannelTroubles(
            settings.channelAlertAfter(),
            config.channels().keySet(),
            ledger,
            outbox::alert,
            clock,
            System::nanoTime);
    NotificationPipeline pipeline =
        new NotificationPipeline(
            ledger,
            Policy.of(config),
            receipts,
            new BackOff(
                settings.firstPause(), settings.longestPause(), RandomGenerator.getDefault()),
            struggles,
            Watcher.both(telemetry, troubles),
            clock,
            System::nanoTime,
            clock.equals(Clock.systemUTC()) ? LONGEST_GLANCE : STORY_GLANCE);
    for (Channel channel : Channels.of(config)) {
      workers.add(new ChannelWorker(channel, pipeline::tell));
    }
  }

  void start(@Observes StartupEvent started) {
    telemetry.follow(workers);
    for (ChannelWorker worker : workers) {
      ledger.listen(worker::offer);
      worker.start();
    }
    ledger.recheck(); // partitions may have come before the workers
    watch.start();
    heartbeat.ifPresent(Heartbeat::start);
    LOG.infof(
        "notifier started with the channels %s",
        workers.stream().map(worker -> worker.channel().name()).toList());
  }

  void stop(@Observes ShutdownEvent stopping) {
    workers.forEach(ChannelWorker::stop);
    ownership.stop();
    watch.stop();
    heartbeat.ifPresent(Heartbeat::stop);
  }

  /// What the container cannot make by itself.
  @ApplicationScoped
  static class Parts {
    @Produces
    @Singleton
    Clock clock() {
      return StoryClock.ofEnvironment();
    }

    @Produces
    @Singleton
    Ledger ledger(Clock clock) {
      return new Ledger(clock);
    }

    @Produces
    @Singleton
    Struggles struggles(MailbuoyConfig config) {
      return new Struggles(config.notifier().fallbackAfter());
    }

    @Produces
    @Singleton
    LifeSigns signs(MailbuoyConfig config, Struggles struggles) {
      return new LifeSigns(
          config.notifier().heartbeat().staleAfter(),
          config.channels().keySet(),
          struggles::failing);
    }
  }
}
