package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.StartCheck;
import io.mailbuoy.probe.publish.BrokerNames;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;
import java.util.Optional;

/// Starts the probe service.
@QuarkusMain
public final class Main {
  private static final String BROKER = "mailbuoy.kafka.bootstrap-servers";
  private static final String BROKER_VARIABLE = "MAILBUOY_KAFKA_BOOTSTRAP_SERVERS";

  private Main() {}

  public static void main(String... args) {
    if (!StartCheck.passes(System.err)) {
      System.exit(StartCheck.EXIT_CODE);
    }
    Optional<String> broker = broker();
    if (broker.isEmpty()) {
      System.err.println(
          "error: "
              + BROKER
              + " is missing; name the broker in the configuration file or in "
              + BROKER_VARIABLE);
      System.exit(StartCheck.EXIT_CODE);
    }
    rememberNamesShortly();
    BrokerNames.awaitAny(broker.orElseThrow(), System.err);
    Quarkus.run(args);
  }

  private static Optional<String> broker() {
    return Optional.ofNullable(System.getProperty(BROKER))
        .or(() -> Optional.ofNullable(System.getenv(BROKER_VARIABLE)))
        .or(() ->
            ConfigFile.ofProcess()
                .flatMap(file -> Optional.ofNullable(ConfigFile.read(file).values().get(BROKER))))
        .filter(text -> !text.isBlank());
  }

  /// The JDK remembers addresses for half a minute and failures for ten seconds, and a probe is
  /// there to notice a change.
  private static void rememberNamesShortly() {
    Security.setProperty("networkaddress.cache.ttl", "5");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    // Connections to the provider's interfaces are not kept: whether one can be made is a part of
    // the question.
    System.setProperty("jdk.httpclient.keepalive.timeout", "2");
  }
}
