package io.mailbuoy.contracts.config;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/// Stops a service before it starts where its configuration has faults.
public final class StartCheck {
  /// The exit code of a process that stops because of its configuration.
  public static final int EXIT_CODE = 2;

  private static final String BROKER = "mailbuoy.kafka.bootstrap-servers";

  private StartCheck() {}

  /// Does what [#passes] does, and also asks for the broker, which a service by itself cannot do
  /// without.
  ///
  /// @return the broker's address, or empty where the service cannot start; it has been printed why
  public static Optional<String> passesWithBroker(PrintStream err) {
    if (!passes(err)) {
      return Optional.empty();
    }
    Optional<String> broker =
        Optional.ofNullable(System.getProperty(BROKER))
            .or(() -> Optional.ofNullable(System.getenv(Overrides.variableOf(BROKER))))
            .or(() ->
                ConfigFile.ofProcess()
                    .flatMap(
                        file -> Optional.ofNullable(ConfigFile.read(file).values().get(BROKER))))
            .filter(text -> !text.isBlank());
    if (broker.isEmpty()) {
      err.println(
          "error: "
              + BROKER
              + " is missing; name the broker in the configuration file or in "
              + Overrides.variableOf(BROKER));
    }
    return broker;
  }

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
