package io.mailbuoy.standalone.up;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.ConfigReport;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.standalone.ExitCode;
import io.mailbuoy.standalone.MailbuoyHome;
import io.mailbuoy.standalone.broker.Cluster;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.standalone.broker.TopicSetup;
import io.mailbuoy.standalone.config.ConfigLocation;
import io.mailbuoy.standalone.supervisor.Readiness;
import io.mailbuoy.standalone.supervisor.ServiceEnvironment;
import io.mailbuoy.standalone.supervisor.Supervisor;
import io.mailbuoy.standalone.terminal.Logs;
import io.mailbuoy.standalone.terminal.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Everything on this machine, for real, until somebody ends it.
@Command(
    name = "up",
    description = {
      "Watches what the configuration file names, until Ctrl-C.",
      "Starts a Kafka broker of its own and keeps its data, unless the file names a cluster under"
          + " mailbuoy.kafka.bootstrap-servers."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./mailbuoy up",
      "  ./mailbuoy up -c /etc/mailbuoy/mailbuoy.yaml --data /var/lib/mailbuoy",
      "",
      "It is ready when it prints 'mailbuoy is up'.",
      "Exit code: 0 it was ended, 1 it could not start, 2 the file or an argument cannot be used."
    })
public final class UpCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Terminal terminal;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration. Default: $MAILBUOY_CONFIG, then ./mailbuoy.yaml.")
  @Nullable Path file;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".mailbuoy",
      description = "Where the broker's data and all logs are kept. Default: ${DEFAULT-VALUE}.")
  Path data = Path.of(".mailbuoy");

  UpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path path = ConfigLocation.find(file);
    ConfigFile config = ConfigFile.read(path);
    if (!accepted(config.report(), path)) {
      return ExitCode.UNUSABLE;
    }
    Path logs = data.resolve("logs");
    Logs.toFile(logs.resolve("mailbuoy.log"));
    Announcer announcer = new Announcer(terminal, Clock.system(ZoneId.systemDefault()));
    try (Running running = Running.untilStopped(announcer)) {
      return up(path, config, logs, announcer, running);
    }
  }

  private int up(Path path, ConfigFile file, Path logs, Announcer announcer, Running running)
      throws InterruptedException {
    MailbuoyConfig config = file.typed();
    Cluster cluster = cluster(config, file, announcer, running);
    running.keep(EventTicker.start(cluster, announcer));
    Supervisor supervisor =
        running.keep(
            Supervisor.start(
                MailbuoyHome.ofProcess().services(),
                logs,
                ServiceEnvironment.of(path, cluster.bootstrapServers(), data),
                announcer::service));
    return switch (supervisor.awaitReady(PATIENCE)) {
      case Readiness.Ready ready -> {
        announcer.up(path, config, cluster.bootstrapServers(), logs);
        running.awaitStop();
        yield ExitCode.GOOD;
      }
      case Readiness.Refused refused -> ExitCode.UNUSABLE; // it has been said why
      case Readiness.Late late -> {
        terminal.fault(
            late.service()
                + " is not ready after "
                + PATIENCE.toSeconds()
                + " s; its log says why: "
                + late.log());
        yield ExitCode.FAILED;
      }
    };
  }

  private boolean accepted(ConfigReport report, Path path) {
    report.warnings().forEach(warning -> terminal.warning(warning.toString()));
    report.faults().forEach(fault -> terminal.fault(fault.toString()));
    if (!report.usable()) {
      terminal.fault(
          "Mailbuoy does not start with "
              + path
              + "; './mailbuoy config check -c "
              + path
              + "' shows this again");
    }
    return report.usable();
  }

  /// @return the broker that the services use
  private Cluster cluster(
      MailbuoyConfig config, ConfigFile file, Announcer announcer, Running running) {
    long begin = System.nanoTime();
    Optional<String> configured = config.kafka().bootstrapServers();
    if (configured.isPresent()) {
      Cluster cluster = new Cluster(configured.get(), file.kafkaSecurity());
      announcer.cluster(configured.get(), TopicSetup.on(cluster), begin);
      return cluster;
    }
    EmbeddedBroker broker = running.keep(EmbeddedBroker.start(data));
    broker.createTopics();
    announcer.broker(broker.bootstrapServers(), data, begin);
    return Cluster.open(broker.bootstrapServers());
  }
}
