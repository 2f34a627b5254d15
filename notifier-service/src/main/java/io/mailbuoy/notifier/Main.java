package io.mailbuoy.notifier;

import io.mailbuoy.contracts.config.StartCheck;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/// Starts the notifier.
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String... args) {
    if (StartCheck.passesWithBroker(System.err).isEmpty()) {
      System.exit(StartCheck.EXIT_CODE);
    }
    Quarkus.run(args);
  }
}
