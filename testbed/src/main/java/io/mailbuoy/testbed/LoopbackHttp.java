package io.mailbuoy.testbed;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// An HTTP server on a loopback port that stays the same across [#stop()] and [#start()], with
/// answers that include having none.
final class LoopbackHttp implements AutoCloseable {
  static {
    // Without it the JDK's server waits for a delayed acknowledgement on every kept-alive request.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  /// What was asked. Header names match in any case; the path is without the query.
  record Request(
      String method, String path, String query, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /// What happens to a request.
  sealed interface Reply {}

  /// An answer in full.
  record Answer(int status, String contentType, Map<String, String> headers, String body)
      implements Reply {
    static Answer json(int status, Object json) {
      return new Answer(status, "application/json; charset=utf-8", Map.of(), json.toString());
    }

    static Answer html(int status, String body) {
      return new Answer(status, "text/html; charset=utf-8", Map.of(), body);
    }

    static Answer text(int status, String body) {
      return new Answer(status, "text/plain; charset=utf-8", Map.of(), body);
    }

    Answer with(String name, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(name, value);
      return new Answer(status, contentType, more, body);
    }
  }

  /// An answer whose length is given as greater than it is. Then the connection ends.
  record CutOff(Answer answer) implements Reply {}

  /// An answer that does not go on before its end, as long as the server runs.
  record Stall(Answer answer) implements Reply {}

  /// No answer, as long as the server runs.
  record Silence() implements Reply {}

  /// The connection ends without an answer.
  record Drop() implements Reply {}

  /// Decides what happens to a request. Called on a virtual thread of the request's own.
  interface Handler {
    Reply handle(Request request);
  }

  private record Run(HttpServer server, ExecutorService threads, CountDownLatch stopped) {}

  private static final int MISSING = 1_000;

  private final String name;
  private final @Nullable SSLContext tls;
  private final Handler handler;
  private volatile int port;
  private volatile @Nullable Run run;

  LoopbackHttp(String name, @Nullable SSLContext tls, Handler handler) {
    this.name = name;
    this.tls = tls;
    this.handler = handler;
  }

  int port() {
    return port;
  }

  /// Scheme, host and port.
  String origin() {
    return (tls == null ? "http" : "https") + "://localhost:" + port;
  }

  synchronized void start() {
    if (run != null) {
      return;
    }
    try {
      HttpServer server = create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      ExecutorService threads =
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
      Run started = new Run(server, threads, new CountDownLatch(1));
      server.setExecutor(threads);
      server.createContext("/", exchange -> serve(started, exchange));
      server.start();
      port = server.getAddress().getPort();
      run = started;
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot listen on port " + port, e);
    }
  }

  synchronized void stop() {
    Run stopping = run;
    if (stopping == null) {
      return;
    }
    run = null;
    stopping.stopped().countDown();
    stopping.server().stop(0);
    stopping.threads().shutdownNow();
    try {
      if (!stopping.threads().awaitTermination(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " has requests that do not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private HttpServer create(InetSocketAddress address) throws IOException {
    SSLContext context = tls;
    if (context == null) {
      return HttpServer.create(address, 0);
    }
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private void serve(Run current, HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply;
      try {
        reply = handler.handle(read(exchange));
      } catch (RuntimeException e) {
        System.getLogger(name).log(System.Logger.Level.ERROR, "request failed", e);
        reply = Answer.text(500, "the testbed itself failed: " + e);
      }
      switch (reply) {
        case Answer answer -> write(exchange, answer, 0);
        case CutOff(Answer answer) -> write(exchange, answer, MISSING);
        case Stall(Answer answer) -> {
          write(exchange, answer, MISSING);
          current.stopped().await();
        }
        case Silence _ -> current.stopped().await();
        case Drop _ -> {}
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Request read(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((key, values) -> headers.put(key, values.getFirst()));
    String query = exchange.getRequestURI().getRawQuery();
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        query == null ? "" : query,
        Collections.unmodifiableMap(headers),
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  /// @param missing how many bytes are promised and do not come
  private static void write(HttpExchange exchange, Answer answer, int missing) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    boolean bodiless = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : body.length + missing);
    if (!bodiless) {
      exchange.getResponseBody().write(body);
      exchange.getResponseBody().flush();
    }
  }
}
