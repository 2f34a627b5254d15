package io.mailbuoy.standalone.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.time.StoryClock;
import io.mailbuoy.probe.SingleProbe;
import io.mailbuoy.standalone.ExitCode;
import io.mailbuoy.standalone.config.ConfigLocation;
import io.mailbuoy.standalone.terminal.Logs;
import io.mailbuoy.standalone.terminal.Terminal;
import io.mailbuoy.standalone.terminal.UnusableInputException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// One probe now.
@Command(
    name = "check",
    description = {
      "Probes once, now, and shows phase by phase how long it took, what the server said and what it"
          + " means.",
      "Nothing is published and nobody is told."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./mailbuoy check support-inbox",
      "  ./mailbuoy check imaps://mail.example.org --user me --password-env MY_PASSWORD",
      "  ./mailbuoy check imap://localhost:1143 --trust own-ca.pem --timeout 5s",
      "  ./mailbuoy check https://outlook.office365.com/owa/ --json",
      "",
      "Exit code: 0 healthy, 1 failing, 2 the arguments cannot be used."
    })
public final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "TARGET",
      description = "A target's id in the configuration, or a URL.")
  String target = "";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration. Default: $MAILBUOY_CONFIG, then ./mailbuoy.yaml.")
  @Nullable Path file;

  @Mixin UrlOptions options = new UrlOptions();

  @Option(names = "--json", description = "Print the result event and nothing else.")
  boolean json;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    Logs.off();
    boolean adHoc = target.contains("://");
    MailbuoyConfig config = adHoc ? options.configuration(target) : configured();
    TargetConfig one = adHoc ? config.targets().getFirst() : named(config);
    ProbeResult result = probe(config, one);
    if (json) {
      terminal.line(Json.mapper().writeValueAsString(result));
    } else {
      new CheckReport(terminal).lines(address(one), result).forEach(terminal::line);
    }
    return result.outcome().is(Outcome.SUCCESS) ? ExitCode.GOOD : ExitCode.FAILED;
  }

  private static ProbeResult probe(MailbuoyConfig config, TargetConfig one) {
    try {
      return SingleProbe.run(config, one, StoryClock.ofEnvironment());
    } catch (IllegalArgumentException e) {
      throw new UnusableInputException(String.valueOf(e.getMessage()));
    }
  }

  private MailbuoyConfig configured() {
    if (options.given()) {
      throw new UnusableInputException(
          "--user, --password, --password-env, --trust, --timeout and --no-starttls are for a URL; '"
              + target
              + "' is read as the id of a target, which has these in the configuration");
    }
    Path path = ConfigLocation.find(file);
    ConfigFile config = ConfigFile.read(path);
    config.report().faults().forEach(fault -> terminal.fault(fault.toString()));
    if (!config.report().usable()) {
      throw new UnusableInputException(path + " cannot be used; correct it, or check a URL");
    }
    return config.typed();
  }

  private TargetConfig named(MailbuoyConfig config) {
    return config.probed().stream()
        .filter(candidate -> candidate.id().equals(target))
        .findFirst()
        .orElseThrow(() ->
            new UnusableInputException(
                "there is no target '"
                    + target
                    + "' in the configuration; there "
                    + (config.targets().isEmpty()
                        ? "is none"
                        : "are "
                            + config.probed().stream()
                                .map(TargetConfig::id)
                                .collect(Collectors.joining(", ")))
                    + ". A URL begins with its scheme, as in imaps://host"));
  }

  private static String address(TargetConfig target) {
    return target.url() + target.user().map(name -> " as " + name).orElse("");
  }
}
