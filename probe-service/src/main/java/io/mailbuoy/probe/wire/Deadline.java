package io.mailbuoy.probe.wire;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The end of a probe's patience, for all of its phases together. When it comes, what it guards is
/// closed, which wakes up whoever waits for it.
public final class Deadline implements AutoCloseable {
  private final long end;
  private final List<Socket> guarded = new ArrayList<>();
  private @Nullable Future<?> enforcement;
  private boolean expired;

  Deadline(Duration time) {
    this.end = System.nanoTime() + time.toNanos();
  }

  synchronized void enforceBy(Future<?> task) {
    enforcement = task;
  }

  /// Closes a socket when the time is over. The socket must be a plain one: closing TLS wants to
  /// say goodbye first, and may wait for it.
  public synchronized void guard(Socket socket) throws IOException {
    if (expired) {
      socket.close();
    }
    guarded.add(socket);
  }

  synchronized void expire() {
    expired = true;
    for (Socket socket : guarded) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException("a socket cannot be closed", e);
      }
    }
  }

  /// Whether the time is over.
  public synchronized boolean expired() {
    return expired || System.nanoTime() - end >= 0;
  }

  /// What is left; never negative.
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /// What is left as a socket's time-out, for which zero would mean for ever.
  public int remainingMillis() {
    long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    return Math.clamp(millis, 1, Integer.MAX_VALUE);
  }

  @Override
  public synchronized void close() {
    if (enforcement != null) {
      enforcement.cancel(false);
    }
    guarded.clear();
  }
}
