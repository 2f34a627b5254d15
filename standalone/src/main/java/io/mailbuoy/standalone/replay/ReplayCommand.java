package io.mailbuoy.standalone.replay;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.standalone.ExitCode;
import io.mailbuoy.standalone.terminal.Logs;
import io.mailbuoy.standalone.terminal.Terminal;
import io.mailbuoy.standalone.terminal.UnusableInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Classifies recorded events once more.
@Command(
    name = "replay",
    description = {
      "Classifies recorded events in event time, by the topology that runs in the service, without a"
          + " broker.",
      "Prints each revision of each alert as one line of JSON on standard output, and nothing else"
          + " there."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./mailbuoy replay --results results.ndjson --incidents incidents.ndjson",
      "  zcat monday.gz | ./mailbuoy replay --results - | jq .title",
      "",
      "One event stands on each line, in the form that it has on its topic. Events are merged by",
      "startedAt, observedAt and at. A file may be out of order by up to 100,000 lines.",
      "A line that cannot be read is reported and left out.",
      "Exit code: 0 all lines were read, 1 some could not be read, 2 an argument cannot be used."
    })
public final class ReplayCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--results",
      paramLabel = "F",
      required = true,
      description = "ProbeResults. '-' is standard input, in each of these options.")
  Path results = Path.of("");

  @Option(names = "--incidents", paramLabel = "F", description = "ServiceIncidents.")
  @Nullable Path incidents;

  @Option(names = "--changes", paramLabel = "F", description = "ChangeEvents.")
  @Nullable Path changes;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "F",
      description =
          "Targets and the classifier's settings. Without it, targets are learned from the results.")
  @Nullable Path config;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Logs.off();
    refuseTwoStandardInputs();
    Setting setting = config == null ? Setting.learned() : configured(config);
    long begin = System.nanoTime();
    Faults faults = new Faults(terminal);
    Tally tally;
    try (Sources sources = Sources.open(results, incidents, changes);
        Replay replay = new Replay(setting, terminal.out())) {
      tally = replay.run(sources, faults);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    terminal
        .errWriter()
        .printf(
            Locale.ROOT,
            "replayed %,d results, %d incidents, %d changes: %d alerts in %d revisions, %.1f s,"
                + " %,.0f results/s%n",
            tally.results(),
            tally.incidents(),
            tally.changes(),
            tally.alerts(),
            tally.revisions(),
            seconds,
            tally.results() / seconds);
    return faults.close() ? ExitCode.FAILED : ExitCode.GOOD;
  }

  private void refuseTwoStandardInputs() {
    long options =
        Stream.of(
                Optional.of(results), Optional.ofNullable(incidents), Optional.ofNullable(changes))
            .flatMap(Optional::stream)
            .filter(Sources::standardInput)
            .count();
    if (options > 1) {
      throw new UnusableInputException(
          "'-' is given for more than one option, and there is one standard input; name files for"
              + " the others");
    }
  }

  private Setting configured(Path path) {
    ConfigFile file = ConfigFile.read(path);
    file.report().warnings().forEach(warning -> terminal.warning(warning.toString()));
    if (!file.report().usable()) {
      file.report().faults().forEach(fault -> terminal.fault(fault.toString()));
      throw new UnusableInputException(
          "the configuration " + path + " has faults; './mailbuoy config check' shows them again");
    }
    return Setting.of(file.typed());
  }
}
