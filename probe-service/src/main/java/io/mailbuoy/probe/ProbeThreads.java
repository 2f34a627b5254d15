package io.mailbuoy.probe;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// What probes run on: a few threads of the system, and virtual threads for all others.
///
/// A thread of the system waits for a server in one system call. A virtual one takes five, and two
/// changes of threads, which is a sixth of what a probe costs. But only virtual threads can wait by
/// the thousand for servers that hang. So the first [#DEAR] probes that run at a time have a thread
/// of the system, which is all where servers answer, and whatever comes on top has a virtual one.
public final class ProbeThreads implements Executor, AutoCloseable {
  /// They take about 60 KiB each while they run.
  static final int DEAR = 64;

  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ExecutorService others =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("probe-", 0).factory());
  private final ThreadPoolExecutor few;

  public ProbeThreads() {
    this(DEAR);
  }

  /// @param dear how many threads of the system there are at most
  ProbeThreads(int dear) {
    few =
        new ThreadPoolExecutor(
            0,
            dear,
            IDLE.toNanos(),
            TimeUnit.NANOSECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("probe-", 0).factory(),
            (task, pool) -> others.execute(task));
  }

  /// Runs a probe at once.
  ///
  /// @throws RejectedExecutionException after [#close()]
  @Override
  public void execute(Runnable probe) {
    few.execute(probe);
  }

  /// Interrupts what runs, and takes nothing more.
  @Override
  public void close() {
    others.shutdownNow();
    few.shutdownNow();
  }
}
