package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.StartCheck;
import io.mailbuoy.probe.publish.BrokerNames;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;
import java.util.Optional;

/// Starts the probe service.
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String... args) {
    Optional<String> broker = StartCheck.passesWithBroker(System.err);
    if (broker.isEmpty()) {
      System.exit(StartCheck.EXIT_CODE);
    }
    rememberNamesShortly();
    BrokerNames.awaitAny(broker.orElseThrow(), System.err);
    Quarkus.run(args);
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
