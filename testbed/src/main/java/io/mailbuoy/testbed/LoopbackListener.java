package io.mailbuoy.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Accepts connections on a loopback port that stays the same across [#stop()] and [#start()]. One
/// virtual thread per session; none of them outlives [#stop()].
final class LoopbackListener implements AutoCloseable {
  private static final int BACKLOG = 1024;

  /// One conversation. Returning or throwing ends it; the listener closes the socket.
  interface Session {
    void serve(Socket socket, long number) throws IOException, InterruptedException;
  }

  private record Run(ServerSocket server, ExecutorService threads, CountDownLatch stopped) {}

  private final String name;
  private final Session session;
  private final AtomicLong accepted = new AtomicLong();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int port;
  private volatile @Nullable Run run;

  LoopbackListener(String name, Session session) {
    this.name = name;
    this.session = session;
  }

  int port() {
    return port;
  }

  long accepted() {
    return accepted.get();
  }

  int openSessions() {
    return open.size();
  }

  /// Starts to listen; does nothing when it already does.
  synchronized void start() {
    if (run != null) {
      return;
    }
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      port = server.getLocalPort();
      Run started =
          new Run(
              server,
              Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory()),
              new CountDownLatch(1));
      run = started;
      started.threads().execute(() -> accept(started));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot listen on port " + port, e);
    }
  }

  /// Closes the port and every connection. From now on a connection is refused.
  synchronized void stop() {
    Run stopping = run;
    if (stopping == null) {
      return;
    }
    run = null;
    stopping.stopped().countDown();
    closeQuietly(stopping.server());
    closeConnections();
    stopping.threads().shutdownNow();
    try {
      if (!stopping.threads().awaitTermination(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " has sessions that do not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Cuts every connection and goes on listening.
  void closeConnections() {
    open.forEach(LoopbackListener::closeQuietly);
  }

  /// Waits as long as told, or until the listener stops.
  void pause(Duration time) throws InterruptedException {
    Run current = run;
    if (current != null && time.isPositive()) {
      var _ = current.stopped().await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void accept(Run current) {
    while (current.stopped().getCount() > 0) {
      try {
        Socket socket = current.server().accept();
        open.add(socket);
        long number = accepted.incrementAndGet();
        current.threads().execute(() -> serve(socket, number));
      } catch (IOException | RejectedExecutionException e) {
        if (current.stopped().getCount() > 0) {
          System.getLogger(name).log(System.Logger.Level.WARNING, "accept failed", e);
        }
      }
    }
    closeConnections();
  }

  private void serve(Socket socket, long number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      session.serve(socket, number);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // A client that goes away is no event; the session's own log has what was said until then.
      System.getLogger(name).log(System.Logger.Level.TRACE, "session ended", e);
    } catch (RuntimeException e) {
      System.getLogger(name).log(System.Logger.Level.ERROR, "session failed", e);
    } finally {
      open.remove(socket);
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      System.getLogger("testbed").log(System.Logger.Level.TRACE, "close failed", e);
    }
  }
}
