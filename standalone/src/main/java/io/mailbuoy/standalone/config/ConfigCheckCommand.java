package io.mailbuoy.standalone.config;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.ConfigReport;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.notifier.TemplateCheck;
import io.mailbuoy.standalone.ExitCode;
import io.mailbuoy.standalone.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Says everything that is wrong with a configuration file, at once.
@Command(
    name = "check",
    description =
        "Checks the configuration file and names every fault with file, line, key and reason. Templates"
            + " of messages are tried with example alerts.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./mailbuoy config check",
      "  ./mailbuoy config check -c /etc/mailbuoy/mailbuoy.yaml",
      "",
      "Exit code: 0 it can be used, 1 it has faults, 2 there is no such file."
    })
final class ConfigCheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The file. Default: $MAILBUOY_CONFIG, then ./mailbuoy.yaml.")
  @Nullable Path file;

  ConfigCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path path = ConfigLocation.find(file);
    ConfigFile config = ConfigFile.read(path);
    ConfigReport report = config.report();
    report
        .warnings()
        .forEach(warning -> terminal.line(terminal.paint("yellow", "warning: ") + warning));
    report.faults().forEach(fault -> terminal.line(fault.toString()));
    if (!report.usable()) {
      return ExitCode.FAILED;
    }
    List<String> templates = TemplateCheck.faults(config.typed());
    templates.forEach(fault -> terminal.line(path + ": " + fault));
    if (!templates.isEmpty()) {
      return ExitCode.FAILED;
    }
    terminal.line(path + " is fine: " + contents(config.typed()));
    return ExitCode.GOOD;
  }

  /// What a configuration holds, in words.
  public static String contents(MailbuoyConfig config) {
    return count(config.targets().size(), "target")
        + ", "
        + count(config.channels().size(), "channel")
        + ", "
        + count(config.routes().size(), "route");
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
