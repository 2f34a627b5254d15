package io.mailbuoy.benchmarks.fleet;

import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.testbed.DovecotServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// A folder, a broker, and everything else that is to be closed when a benchmark ends, however it
/// ends.
public final class Bench implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Path folder;

  public Bench() throws IOException {
    folder = Files.createTempDirectory("mailbuoy-benchmark-");
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::close));
  }

  public Path folder() {
    return folder;
  }

  public synchronized <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  public EmbeddedBroker broker() {
    EmbeddedBroker broker = keep(EmbeddedBroker.start(folder.resolve("data")));
    var _ = broker.createTopics();
    return broker;
  }

  ServiceProcess probes(EmbeddedBroker broker, Configuration configuration)
      throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("mailbuoy.yaml"), configuration.toString());
    return keep(
        ServiceProcess.start(
            "probe-service",
            file,
            broker.bootstrapServers(),
            Map.of(Configuration.PASSWORD_VARIABLE, DovecotServer.PASSWORD_OF_MANY),
            folder.resolve("probe-service.log")));
  }

  /// Waits until something is the case.
  public static void await(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        throw new IllegalStateException("not within " + patience.toSeconds() + " s: " + what);
      }
      rest(Duration.ofSeconds(1));
    }
  }

  /// Lets time pass.
  public static void rest(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.err.println("a part of the benchmark cannot be closed: " + e);
      }
    }
    try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      files.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
    } catch (IOException e) {
      System.err.println("the folder " + folder + " cannot be removed: " + e);
    }
  }
}
