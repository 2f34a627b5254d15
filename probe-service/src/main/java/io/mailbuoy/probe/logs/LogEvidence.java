package io.mailbuoy.probe.logs;

import io.mailbuoy.contracts.config.LogConfig;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.probe.imap.ServerAnswers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Follows the logs of the configuration, so that what happens to real clients counts beside what
/// probes see. A log lies on one machine: each instance follows the files of its own.
public final class LogEvidence implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LogEvidence.class);
  private static final long EVERY_MILLIS = 1_000;
  private static final Duration AT_THE_END = Duration.ofSeconds(1);

  private final List<LogWatch> watches = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);

  /// @param location where the results are from
  /// @param results where they go
  public LogEvidence(
      List<LogConfig> logs,
      String location,
      ServerAnswers answers,
      Consumer<ProbeResult> results,
      Clock clock) {
    if (!logs.isEmpty()) {
      LogFormats formats = LogFormats.load(answers);
      for (LogConfig log : logs) {
        watches.add(new LogWatch(log, location, formats, answers, results, clock));
      }
    }
  }

  /// One for each log.
  public List<LogWatch> watches() {
    return List.copyOf(watches);
  }

  /// Begins to follow, each log on a thread of its own.
  public void start() {
    for (LogWatch watch : watches) {
      LOG.infof("following the log %s", watch.id());
      threads.add(Thread.ofVirtual().name("log-" + watch.id()).start(() -> follow(watch)));
    }
  }

  private void follow(LogWatch watch) {
    try (watch) {
      do {
        turn(watch);
      } while (!stop.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debugf("the log %s is not followed any more", watch.id());
    }
  }

  private static void turn(LogWatch watch) {
    try {
      watch.turn();
    } catch (RuntimeException e) {
      LOG.errorf(e, "following the log %s failed by a fault of its own; it goes on", watch.id());
    }
  }

  @Override
  public void close() {
    stop.countDown();
    for (Thread thread : threads) {
      try {
        // An interrupt would close the file under whoever reads it.
        if (!thread.join(AT_THE_END)) {
          LOG.debugf("%s takes its time to end", thread.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
