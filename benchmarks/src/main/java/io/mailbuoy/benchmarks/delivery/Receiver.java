package io.mailbuoy.benchmarks.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes PagerDuty's events on loopback and remembers when it was told of each alert. It is as
/// small as it can be, so that what is measured is the notifier.
final class Receiver implements AutoCloseable {
  private static final Pattern ALERT = Pattern.compile("\"dedup_key\":\"([^\"]+)\"");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Long> told = new ConcurrentHashMap<>();
  private volatile boolean busy;

  private Receiver(HttpServer server) {
    this.server = server;
  }

  static Receiver start() throws IOException {
    Receiver receiver =
        new Receiver(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100));
    receiver.server.createContext("/", receiver::handle);
    receiver.server.setExecutor(receiver.threads);
    receiver.server.start();
    return receiver;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// When it was told first of each alert, in nanoseconds of the monotonic clock.
  Map<String, Long> told() {
    return told;
  }

  /// From now on it asks to be left alone for an hour.
  void beBusy() {
    busy = true;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      long at = System.nanoTime();
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      if (busy) {
        exchange.getResponseHeaders().set("Retry-After", "3600");
        exchange.sendResponseHeaders(429, -1);
        return;
      }
      Matcher alert = ALERT.matcher(body);
      if (alert.find()) {
        told.putIfAbsent(alert.group(1), at);
      }
      byte[] answer = "{\"status\":\"success\"}".getBytes(UTF_8);
      exchange.sendResponseHeaders(202, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
