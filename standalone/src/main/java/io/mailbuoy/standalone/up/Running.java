package io.mailbuoy.standalone.up;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/// What `up` has started. It is stopped in the opposite order, once, by whoever comes first: the
/// command itself, or Ctrl-C.
final class Running implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Announcer announcer;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean closed;

  private Running(Announcer announcer) {
    this.announcer = announcer;
  }

  /// The JVM runs the hook on Ctrl-C and SIGTERM and would then end with the signal's number. To be
  /// ended is how `up` succeeds, so the hook ends the process itself.
  @SuppressWarnings("SystemExitOutsideMain")
  static Running untilStopped(Announcer announcer) {
    Running running = new Running(announcer);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  if (running.stop()) {
                    announcer.stopped();
                    Runtime.getRuntime().halt(0);
                  }
                }));
    return running;
  }

  /// Keeps a part until the end.
  synchronized <T extends AutoCloseable> T keep(T part) {
    if (closed) {
      close(part);
    } else {
      parts.push(part);
    }
    return part;
  }

  /// Waits until everything is stopped.
  void awaitStop() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    stop();
  }

  /// @return whether it was this call that stopped everything
  private synchronized boolean stop() {
    if (closed) {
      return false;
    }
    closed = true;
    if (!parts.isEmpty()) {
      announcer.stopping();
    }
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
    stopped.countDown();
    return true;
  }

  private void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      announcer.notStopped(part, e);
    }
  }
}
