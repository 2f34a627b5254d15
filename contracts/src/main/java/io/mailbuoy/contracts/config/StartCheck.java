package io.mailbuoy.contracts.config;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/// Stops a service before it starts where its configuration has faults.
public final class StartCheck {
  /// The exit code of a process that stops because of its configuration.
  public static final int EXIT_CODE = 2;

  private StartCheck() {}

  /// Prints every fault and warning of the process's configuration.
  ///
  /// @return whether the service can start
  public static boolean passes(PrintStream err) {
    Optional<Path> path = ConfigFile.ofProcess();
    if (path.isEmpty()) {
      return true; // everything may come from the environment, and the framework checks that
    }
    ConfigReport report = ConfigFile.read(path.get()).report();
    report.warnings().forEach(warning -> err.println("warning: " + warning));
    report.faults().forEach(fault -> err.println("error: " + fault));
    if (!report.usable()) {
      err.println(
          "Mailbuoy does not start: "
              + report.faults().size()
              + (report.faults().size() == 1 ? " fault" : " faults")
              + " in "
              + path.get()
              + ". './mailbuoy config check' shows them again.");
    }
    return report.usable();
  }
}
