package io.mailbuoy.standalone;

import io.mailbuoy.standalone.terminal.Logs;
import io.mailbuoy.standalone.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// The `mailbuoy` command.
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  /// Runs one command.
  ///
  /// @return its exit code
  public static int run(Terminal terminal, String... args) {
    Logs.useJbossLogManager();
    return new CommandLine(new MailbuoyCommand(), new TerminalFactory(terminal))
        .setOut(terminal.outWriter())
        .setErr(terminal.errWriter())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colourful() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (exception, command, parsed) -> Failures.report(exception, terminal))
        .execute(args);
  }
}
