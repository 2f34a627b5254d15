package io.mailbuoy.standalone.demo;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.time.StoryClock;
import io.mailbuoy.standalone.ExitCode;
import io.mailbuoy.standalone.MailbuoyHome;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.standalone.broker.TopicTail;
import io.mailbuoy.standalone.broker.TopicTail.Listener;
import io.mailbuoy.standalone.supervisor.Readiness;
import io.mailbuoy.standalone.supervisor.ServiceEnvironment;
import io.mailbuoy.standalone.supervisor.ServiceEvent;
import io.mailbuoy.standalone.supervisor.Supervisor;
import io.mailbuoy.standalone.terminal.Logs;
import io.mailbuoy.standalone.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Plays EX1215307 in compressed time: a real broker, the three real services, a scripted Microsoft
/// 365.
@Command(
    name = "demo",
    description = {
      "Plays the outage EX1215307 in compressed time and tells what is observed, decided and sent.",
      "Needs no configuration, installs nothing and sends nothing anywhere."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExit code:%n",
    footer = {
      "  0 the outage was detected, attributed, confirmed by the incident and resolved on every channel",
      "  1 it was not"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Terminal terminal;
  private final Screen screen;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep the configuration, the logs and the broker's data of the demo there.")
  @Nullable Path keep;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
    this.screen = new Screen(terminal);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (keep != null) {
      return play(Files.createDirectories(keep).toRealPath());
    }
    Path folder = Files.createTempDirectory("mailbuoy-demo");
    try {
      return play(folder);
    } finally {
      Folders.delete(folder);
    }
  }

  private int play(Path folder) throws IOException, InterruptedException {
    Path logs = folder.resolve("logs");
    Logs.toFile(logs.resolve("mailbuoy.log"));
    introduce();
    Path marks = folder.resolve("story-clock");
    Account account = new Account();
    Narrator narrator = new Narrator(screen);
    long begin = System.nanoTime();
    try (Stage stage = Stage.open();
        EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"))) {
      broker.createTopics();
      screen.paragraph("broker ready in " + since(begin));
      begin = System.nanoTime();
      try (Supervisor supervisor =
              Supervisor.start(
                  MailbuoyHome.ofProcess().services(),
                  logs,
                  environment(stage, folder, marks, broker),
                  this::remark);
          TopicTail _ =
              TopicTail.start(
                  broker.cluster(),
                  TopicTail.From.BEGINNING,
                  List.of(
                      new Listener<>(Topics.PROBE_RESULTS, narrator::observed),
                      new Listener<>(Topics.ALERTS, alert -> decided(alert, narrator, account))),
                  trouble())) {
        if (!(supervisor.awaitReady(PATIENCE) instanceof Readiness.Ready)) {
          terminal.fault("the services did not start; run it with --keep DIR and read DIR/logs");
          return ExitCode.FAILED;
        }
        screen.paragraph(
            "probe-service, classifier-service and notifier-service ready in " + since(begin));
        perform(stage, marks, narrator, account);
      }
    }
    return new Closing(screen, account).tell() ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private void introduce() {
    screen.heading("Mailbuoy demo: the outage EX1215307 of January 2026");
    screen.blank();
    screen.paragraph(
        "Contoso has "
            + Stage.MAILBOXES
            + " mailboxes that programs read over IMAP. A scripted Microsoft 365 on this machine serves"
            + " them, with its token endpoint, Outlook on the web and the admin centre. A real Kafka broker"
            + " and the three Mailbuoy services watch it. Six and a half days pass in "
            + Story.length().toSeconds()
            + " seconds; all times are UTC. Lines marked (truth) are what nobody knew then; the rest is"
            + " observed, decided and sent by the services.");
    screen.blank();
  }

  private Map<String, String> environment(
      Stage stage, Path folder, Path marks, EmbeddedBroker broker) throws IOException {
    Map<String, String> environment =
        new HashMap<>(
            ServiceEnvironment.of(
                stage.writeConfiguration(folder), broker.bootstrapServers(), folder));
    environment.putAll(stage.environment());
    environment.put(StoryClock.VARIABLE, Story.OPENING + "@" + marks);
    return environment;
  }

  private static void perform(Stage stage, Path marks, Narrator narrator, Account account)
      throws IOException, InterruptedException {
    StoryClock clock = Story.begin();
    try (Performance performance = new Performance(stage, clock, narrator, account)) {
      performance.begin();
      Path draft = marks.resolveSibling("story-clock.draft");
      Files.writeString(draft, clock.format());
      Files.move(draft, marks, StandardCopyOption.ATOMIC_MOVE);
      performance.awaitEnd();
    }
  }

  private static void decided(Alert alert, Narrator narrator, Account account) {
    account.add(alert);
    narrator.decided(alert);
  }

  /// A service that dies in the demo is worth a word; that it became ready is told for all of them.
  private void remark(ServiceEvent event) {
    switch (event) {
      case ServiceEvent.Ready ready -> {}
      case ServiceEvent.Died died ->
          terminal.warning(died.service() + " ended unexpectedly and is started again");
      case ServiceEvent.Refused refused ->
          terminal.fault(refused.service() + " does not start: " + refused.message());
      case ServiceEvent.Remark remark ->
          terminal.warning(remark.service() + ": " + Terminal.harmless(remark.text()));
    }
  }

  private TopicTail.Trouble trouble() {
    return new TopicTail.Trouble() {
      @Override
      public void unreadable(String topic, int partition, long offset, String reason) {
        terminal.warning("on " + topic + " there is something that is no event: " + reason);
      }

      @Override
      public void deaf(String reason) {
        terminal.warning("the story cannot be followed any more: " + reason);
      }
    };
  }

  private static String since(long begin) {
    return "%.1f s".formatted((System.nanoTime() - begin) / 1e9).toLowerCase(Locale.ROOT);
  }
}
