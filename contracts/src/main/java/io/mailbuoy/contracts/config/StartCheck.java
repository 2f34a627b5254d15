package io.mailbuoy.contracts.config;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/// Stops a service before it starts where its configuration has faults.
public final class StartCheck {
  /// The exit code of a process that stops because of its configuration.
  public static final int EXIT_CODE = 2;

  private StartCheck() {}

  /// Prints every fault and warning of the process's configuration. Where there is no fault, the
  /// framework gets it when it starts.
  ///
  /// @return whether the service can start
  public static boolean passes(PrintStream err) {
    Optional<Path> path = ConfigFile.ofProcess();
    ConfigFile file = path.map(ConfigFile::read).orElseGet(ConfigFile::withoutFile);
    ConfigReport report = file.report();
    if (path.isPresent()) { // what a service does not need may be missing in its environment
      report.warnings().forEach(warning -> err.println("warning: " + warning));
    }
    report.faults().forEach(fault -> err.println("error: " + fault));
    if (report.usable()) {
      FileSourceFactory.handOver(file);
      return true;
    }
    int faults = report.faults().size();
    err.println(
        "Mailbuoy does not start: "
            + (faults == 1 ? "1 fault" : faults + " faults")
            + " in "
            + path.map(Path::toString).orElse("the environment")
            + ". './mailbuoy config check' shows them again.");
    return false;
  }
}
