package io.mailbuoy.standalone.config;

import static io.mailbuoy.standalone.terminal.Terminal.column;
import static io.mailbuoy.standalone.terminal.Terminal.harmless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import io.mailbuoy.notifier.Preview;
import io.mailbuoy.notifier.decision.Routing;
import io.mailbuoy.standalone.ExitCode;
import io.mailbuoy.standalone.terminal.Logs;
import io.mailbuoy.standalone.terminal.Terminal;
import io.mailbuoy.standalone.terminal.UnusableInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows who would be told of an alert, and why, without telling anybody.
@Command(
    name = "routes",
    description = {
      "Shows what would be sent to whom for an alert, and why: the way through the routes, channels"
          + " that depend on what is broken, fallback, escalation, quiet hours, silences.",
      "Nothing is sent. Silences and acknowledgements on mailbuoy.alert-commands are not read."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./mailbuoy config routes --alert alert.json",
      "  ./mailbuoy replay --results r.ndjson | tail -n 1 | ./mailbuoy config routes --alert -",
      "  ./mailbuoy config routes --alert alert.json --at 2026-12-24T23:00:00Z --json",
      "",
      "Exit code: 0 it is shown, 2 the alert or the configuration cannot be used."
    })
final class ConfigRoutesCommand implements Callable<Integer> {
  private static final int LABEL = 12;
  private static final int PATH = 32;
  private static final int NAME = 16;

  private final Terminal terminal;

  @Option(
      names = "--alert",
      required = true,
      paramLabel = "FILE",
      description = "An alert as it stands on mailbuoy.alerts, in JSON; '-' is standard input.")
  String alertFile = "";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The file. Default: $MAILBUOY_CONFIG, then ./mailbuoy.yaml.")
  @Nullable Path file;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "The moment to ask for, in RFC 3339, or 'now'. Default: when the alert occurred.")
  @Nullable String at;

  @Option(names = "--messages", description = "Show each channel's whole message as well.")
  boolean messages;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  boolean json;

  ConfigRoutesCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    Logs.off();
    MailbuoyConfig config = config(ConfigLocation.find(file));
    Alert alert = alert();
    Instant moment = moment(alert);
    try {
      Preview.Forecast forecast = Preview.forecast(config, alert, moment);
      Map<String, String> texts = Preview.render(config, alert);
      if (json) {
        terminal.line(Json.mapper().writeValueAsString(json(alert, moment, forecast, texts)));
      } else {
        show(alert, moment, forecast);
        if (messages) {
          texts.forEach((channel, text) -> {
            terminal.line("");
            terminal.line("--- " + channel);
            text.lines().forEach(line -> terminal.line(harmless(line)));
          });
        }
      }
    } catch (IllegalArgumentException e) {
      throw new UnusableInputException(String.valueOf(e.getMessage()));
    }
    return ExitCode.GOOD;
  }

  private MailbuoyConfig config(Path path) {
    ConfigFile read = ConfigFile.read(path);
    if (!read.report().usable()) {
      read.report().faults().forEach(fault -> terminal.fault(fault.toString()));
      throw new UnusableInputException(
          "the configuration " + path + " has faults; './mailbuoy config check' shows them again");
    }
    return read.typed();
  }

  private Alert alert() {
    try {
      byte[] text =
          alertFile.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(alertFile));
      return Topics.ALERTS.codec().read(text);
    } catch (IOException e) {
      throw new UnusableInputException(
          "--alert names " + alertFile + ", which cannot be read; correct the name");
    } catch (UnreadableEventException e) {
      throw new UnusableInputException(alertFile + " is no alert: " + e.getMessage());
    }
  }

  private Instant moment(Alert alert) {
    if (at == null) {
      return alert.occurredAt();
    }
    try {
      return at.equals("now") ? Instant.now() : Instant.parse(at);
    } catch (DateTimeParseException e) {
      throw new UnusableInputException(
          "--at must be 'now' or a time such as 2026-12-24T23:00:00Z, not '" + at + "'");
    }
  }

  private void show(Alert alert, Instant moment, Preview.Forecast forecast) {
    label("alert", alert.alertId() + ", revision " + alert.revision() + ", " + alert.severity());
    label("message", harmless(forecast.headline()));
    label("at", moment.toString());
    label("broken", forecast.broken().isEmpty() ? "-" : String.join(", ", forecast.broken()));
    terminal.line("");
    terminal.line("Routes that were asked:");
    if (forecast.routes().isEmpty()) {
      terminal.line("  there is none");
    }
    for (Routing.Step step : forecast.routes()) {
      terminal.line(
          "  "
              + column(step.path(), PATH)
              + column(words(step.fit()), NAME)
              + terminal.paint("faint", harmless(step.match().words())));
    }
    terminal.line("");
    terminal.line("Channels:");
    forecast.channels().forEach(this::show);
    if (forecast.routes().stream().noneMatch(step -> step.fit() == Routing.Fit.DECIDES)) {
      terminal.line("  no route fits, so nobody is told");
    }
  }

  private void show(Preview.Outlook outlook) {
    Instant until = outlook.at();
    terminal.line(
        "  "
            + terminal.paint("bold", column(outlook.channel(), NAME))
            + column(outlook.kind(), NAME)
            + column(words(outlook.verdict()), NAME)
            + harmless(outlook.why())
            + (until == null ? "" : ", until " + until)
            + (outlook.dependsOn().isEmpty()
                ? ""
                : "; depends on " + String.join(", ", outlook.dependsOn()) + ", which is broken"));
  }

  private void label(String name, String text) {
    terminal.line(terminal.paint("faint", column(name, LABEL)) + text);
  }

  private static String words(Routing.Fit fit) {
    return switch (fit) {
      case NO -> "does not fit";
      case LEADS_ON -> "fits, leads on";
      case DECIDES -> "fits, decides";
    };
  }

  private static String words(Preview.Verdict verdict) {
    return switch (verdict) {
      case NOW -> "told now";
      case LATER -> "told later";
      case SILENCED -> "silenced";
      case FALLBACK -> "fallback";
      case ESCALATION -> "escalation";
      case NEVER -> "not told";
    };
  }

  private static ObjectNode json(
      Alert alert, Instant moment, Preview.Forecast forecast, Map<String, String> texts) {
    ObjectNode root = Json.mapper().createObjectNode();
    root.put("alertId", alert.alertId()).put("revision", alert.revision());
    root.put("at", moment.toString()).put("headline", forecast.headline());
    list(root, "broken", forecast.broken());
    ArrayNode routes = root.putArray("routes");
    for (Routing.Step step : forecast.routes()) {
      routes
          .addObject()
          .put("path", step.path())
          .put("match", step.match().words())
          .put("fit", step.fit().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    ArrayNode channels = root.putArray("channels");
    for (Preview.Outlook outlook : forecast.channels()) {
      ObjectNode channel = channels.addObject();
      channel
          .put("channel", outlook.channel())
          .put("kind", outlook.kind())
          .put("verdict", outlook.verdict().name().toLowerCase(Locale.ROOT))
          .put("why", outlook.why());
      if (outlook.at() != null) {
        channel.put("at", String.valueOf(outlook.at()));
      }
      list(channel, "dependsOn", outlook.dependsOn());
      channel.put("message", texts.get(outlook.channel()));
    }
    return root;
  }

  private static void list(ObjectNode into, String name, List<String> values) {
    values.forEach(into.putArray(name)::add);
  }
}
