package io.mailbuoy.standalone.supervisor;

import io.mailbuoy.contracts.config.StartCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One service: started, watched, started again when it dies, stopped.
final class SupervisedService {
  private static final long LOOK_EVERY_MILLIS = 200;

  private final ServiceSpec spec;
  private final Map<String, String> environment;
  private final ServiceLog log;
  private final Consumer<ServiceEvent> listener;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CompletableFuture<Readiness> firstReadiness = new CompletableFuture<>();
  private volatile @Nullable Process current;
  private final Thread runner;

  SupervisedService(
      ServiceSpec spec,
      Map<String, String> environment,
      ServiceLog log,
      Consumer<ServiceEvent> listener) {
    this.spec = spec;
    this.environment = Map.copyOf(environment);
    this.log = log;
    this.listener = listener;
    this.runner = Thread.ofPlatform().name("supervise-" + spec.name()).unstarted(this::run);
  }

  void start() {
    runner.start();
  }

  /// Completed when the service is ready for the first time or will never be.
  CompletableFuture<Readiness> firstReadiness() {
    return firstReadiness;
  }

  /// Start, wait for the end, pause, start again.
  private void run() {
    Pauses pauses = Pauses.begin();
    try {
      while (!isStopping()) {
        long started = System.nanoTime();
        int exitCode = runOnce(started);
        if (isStopping()) {
          return;
        }
        if (exitCode == StartCheck.EXIT_CODE) {
          listener.accept(new ServiceEvent.Refused(spec.name(), log.tail()));
          firstReadiness.complete(new Readiness.Refused(spec.name()));
          return;
        }
        pauses = pauses.afterRun(Duration.ofNanos(System.nanoTime() - started));
        // Ctrl-C in a terminal reaches the services too, and may reach them first.
        if (stopsWithin(Pauses.SHORTEST)) {
          return;
        }
        Duration rest = pauses.next().minus(Pauses.SHORTEST);
        listener.accept(new ServiceEvent.Died(spec.name(), exitCode, rest, log.file()));
        if (stopsWithin(rest)) {
          return;
        }
        pauses = pauses.afterDeath();
      }
    } catch (IOException e) {
      listener.accept(
          new ServiceEvent.Refused(
              spec.name(), "the process cannot be started: " + e.getMessage()));
      firstReadiness.complete(new Readiness.Refused(spec.name()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int runOnce(long started) throws IOException, InterruptedException {
    HealthPort port = HealthPort.choose();
    ProcessBuilder builder = new ProcessBuilder(spec.command()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().put("MALLOC_ARENA_MAX", "2"); // fewer pools of freed native memory
    builder.environment().put("QUARKUS_HTTP_HOST", HealthPort.HOST);
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port.number()));
    log.begin();
    Process process = builder.start();
    current = process;
    if (isStopping()) { // asked for between the last look and the start
      process.toHandle().destroy();
    }
    Thread reader =
        Thread.ofPlatform().daemon().name("log-" + spec.name()).start(() -> read(process));
    Thread.ofVirtual().start(() -> awaitReady(process, port, started));
    int exitCode = process.waitFor();
    reader.join(TimeUnit.SECONDS.toMillis(1)); // a grandchild could hold the pipe open
    return exitCode;
  }

  private void awaitReady(Process process, HealthPort port, long started) {
    try {
      while (process.isAlive() && !port.ready()) {
        if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (process.isAlive()) {
      Duration after = Duration.ofNanos(System.nanoTime() - started);
      listener.accept(new ServiceEvent.Ready(spec.name(), after));
      firstReadiness.complete(new Readiness.Ready());
    }
  }

  private void read(Process process) {
    Repeats repeats = new Repeats();
    try (BufferedReader output = process.inputReader()) {
      output
          .lines()
          .forEach(line -> {
            keep(line);
            LogLine.remarkable(line)
                .filter(remark -> repeats.isNew(remark.text(), System.nanoTime()))
                .ifPresent(remark -> remark(remark.level(), remark.text()));
          });
    } catch (IOException | UncheckedIOException e) {
      keep("(the end of the output could not be read: " + e.getMessage() + ")");
    }
  }

  private void remark(String level, String text) {
    listener.accept(new ServiceEvent.Remark(spec.name(), level, text));
  }

  /// A full disk must not stop a service, so it is only said.
  private void keep(String line) {
    try {
      log.write(line);
    } catch (IOException e) {
      remark("WARN", "its log " + log.file() + " cannot be written: " + e.getMessage());
    }
  }

  /// Asks the service to end, without waiting for it.
  void askToStop() {
    stopping.countDown();
    Process process = current;
    if (process != null) {
      // Through the handle, because Process.destroy() closes the pipe on which the service says its
      // last words.
      process.toHandle().destroy();
    }
  }

  /// Waits for the service's end and ends it by force after a deadline.
  ///
  /// @param deadline of [System#nanoTime]
  void awaitStop(long deadline) throws InterruptedException {
    Process process = current;
    if (process != null
        && !process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
      process.destroyForcibly();
    }
    runner.join(TimeUnit.SECONDS.toMillis(2));
    try {
      log.close();
    } catch (IOException e) {
      remark("WARN", "its log " + log.file() + " cannot be closed: " + e.getMessage());
    }
  }

  void kill() {
    Process process = current;
    if (process != null) {
      process.destroyForcibly();
    }
  }

  String name() {
    return spec.name();
  }

  Path logFile() {
    return log.file();
  }

  private boolean stopsWithin(Duration pause) throws InterruptedException {
    return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }
}
