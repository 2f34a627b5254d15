package io.mailbuoy.probe.publish;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/// Waits until a broker's name means something. Kafka's clients wait for a broker that does not
/// listen, and end where its name has no address, as it may be for a moment when a whole cluster
/// starts.
public final class BrokerNames {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private BrokerNames() {}

  /// Returns when one of the brokers has an address, at once as a rule.
  ///
  /// @param servers `host:port`, with commas between them
  public static void awaitAny(String servers, PrintStream err) {
    if (anyHasAddress(servers)) {
      return;
    }
    err.println(
        "warning: the Kafka broker "
            + servers
            + " has no address; correct mailbuoy.kafka.bootstrap-servers or the name service;"
            + " trying on, and nothing is probed until then");
    while (!anyHasAddress(servers)) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static boolean anyHasAddress(String servers) {
    return Arrays.stream(servers.split(",")).anyMatch(server -> hasAddress(server.strip()));
  }

  private static boolean hasAddress(String server) {
    int colon = server.lastIndexOf(':');
    String host = colon < 0 ? server : server.substring(0, colon);
    int scheme = host.indexOf("://");
    try {
      return InetAddress.getAllByName(scheme < 0 ? host : host.substring(scheme + 3)).length > 0;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
