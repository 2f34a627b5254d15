package io.mailbuoy.classifier;

import io.mailbuoy.contracts.config.StartCheck;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/// Starts the classifier.
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
