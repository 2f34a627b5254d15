package io.mailbuoy.classifier;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.StartCheck;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/// Starts the classifier.
@QuarkusMain
public final class Main {
  private static final String BROKER = "mailbuoy.kafka.bootstrap-servers";

  private Main() {}

  public static void main(String... args) {
    if (!StartCheck.passes(System.err)) {
      System.exit(StartCheck.EXIT_CODE);
    }
    if (!knowsBroker()) {
      System.err.println(
          "error: "
              + BROKER
              + " is missing; name the broker in the configuration file or in"
              + " MAILBUOY_KAFKA_BOOTSTRAP_SERVERS");
      System.exit(StartCheck.EXIT_CODE);
    }
    Quarkus.run(args);
  }

  private static boolean knowsBroker() {
    return System.getProperty(BROKER) != null
        || System.getenv("MAILBUOY_KAFKA_BOOTSTRAP_SERVERS") != null
        || ConfigFile.ofProcess()
            .map(file -> ConfigFile.read(file).values().containsKey(BROKER))
            .orElse(false);
  }
}
