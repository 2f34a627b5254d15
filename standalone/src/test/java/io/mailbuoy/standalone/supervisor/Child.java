package io.mailbuoy.standalone.supervisor;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/// A service of a few lines, run by the tests as a process: what it does is in its environment.
public final class Child {
  static final String BEHAVIOUR = "CHILD_BEHAVIOUR";

  private Child() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    switch (System.getenv(BEHAVIOUR)) {
      case "refuse" -> {
        System.err.println("error: mailbuoy.yaml:3: mailbuoy.targets: is wrong");
        System.exit(2);
      }
      case "crash" -> System.exit(3);
      case "never ready" -> new CountDownLatch(1).await();
      case "stubborn" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(Child::waitForever));
        serve();
      }
      default -> serve();
    }
  }

  private static void serve() throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                System.getenv("QUARKUS_HTTP_HOST"),
                Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"))),
            0);
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    System.out.println("2026-01-02 00:00:00,000 INFO  [io.child] (main) nothing to see");
    for (int i = 0; i < 3; i++) {
      System.out.println("2026-01-02 00:00:00,000 WARN  [io.child] (main) something to see, " + i);
    }
  }

  private static void waitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
