package io.mailbuoy.contracts.health;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// Asks a service on this machine whether it is ready, and ends with 0 where it is: the health
/// check of the container images, which hold neither a shell nor a client for HTTP that they need.
///
/// It runs every few seconds for as long as the service does, so it loads next to nothing.
public final class HealthProbe {
  private static final int TIMEOUT_MILLIS = 3_000;

  private HealthProbe() {}

  /// @param args the port
  public static void main(String[] args) {
    System.exit(ready(Integer.parseInt(args[0])) ? 0 : 1);
  }

  static boolean ready(int port) {
    try (Socket socket = new Socket()) {
      InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      socket.connect(new InetSocketAddress(here, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write("GET /q/health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      String status =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
      return status != null && status.startsWith("HTTP/1.") && status.contains(" 200 ");
    } catch (IOException e) {
      return false; // it does not listen yet, or does not answer
    }
  }
}
