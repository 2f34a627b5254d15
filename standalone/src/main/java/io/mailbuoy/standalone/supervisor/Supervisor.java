package io.mailbuoy.standalone.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Runs services as processes of their own: starts them, starts again what dies, and stops all of
/// them. None outlives this process, however it ends.
public final class Supervisor implements AutoCloseable {
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  private final List<SupervisedService> services;

  private Supervisor(List<SupervisedService> services) {
    this.services = services;
  }

  /// Starts services side by side; returns at once.
  ///
  /// @param logs the folder in which each service's output is kept, as `<name>.log`
  /// @param environment what the services are told beside this process's own environment
  /// @param listener is called by many threads
  public static Supervisor start(
      List<ServiceSpec> specs,
      Path logs,
      Map<String, String> environment,
      Consumer<ServiceEvent> listener) {
    List<SupervisedService> services = new ArrayList<>();
    try {
      for (ServiceSpec spec : specs) {
        services.add(
            new SupervisedService(spec, environment, ServiceLog.open(logs, spec.name()), listener));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + logs + " cannot be written", e);
    }
    services.forEach(SupervisedService::start);
    return new Supervisor(List.copyOf(services));
  }

  /// Waits until every service has been ready once.
  public Readiness awaitReady(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (SupervisedService service : services) {
      try {
        Readiness readiness =
            service
                .firstReadiness()
                .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (!(readiness instanceof Readiness.Ready)) {
          return readiness;
        }
      } catch (TimeoutException e) {
        return new Readiness.Late(service.name(), service.logFile());
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    return new Readiness.Ready();
  }

  /// Asks every service to end, and ends by force what is still there after five seconds.
  @Override
  public void close() {
    services.forEach(SupervisedService::askToStop);
    long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
    try {
      for (SupervisedService service : services) {
        service.awaitStop(deadline);
      }
    } catch (InterruptedException e) {
      services.forEach(SupervisedService::kill);
      Thread.currentThread().interrupt();
    }
  }
}
