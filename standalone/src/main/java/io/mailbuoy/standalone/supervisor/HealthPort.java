package io.mailbuoy.standalone.supervisor;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.concurrent.ThreadLocalRandom;

/// The local port on which a service answers whether it is ready.
///
/// @param number chosen before the service starts
record HealthPort(int number) {
  static final String HOST = "127.0.0.1";

  private static final int FIRST = 20_000;
  private static final int LAST = 31_999;
  private static final int TRIES = 100;
  private static final int TIMEOUT_MILLIS = 2_000;

  /// A free port below those that systems hand out by themselves, so that no connection of ours
  /// takes it until the service has it. Should somebody else, the service dies and is started on
  /// another.
  static HealthPort choose() {
    for (int i = 0; i < TRIES; i++) {
      int number = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
      if (free(number)) {
        return new HealthPort(number);
      }
    }
    throw new IllegalStateException("no local port is free between " + FIRST + " and " + LAST);
  }

  private static boolean free(int number) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), number));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// Whether the service says that it is ready.
  boolean ready() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://" + HOST + ":" + number + "/q/health/ready")
                  .toURL()
                  .openConnection(java.net.Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }
}
