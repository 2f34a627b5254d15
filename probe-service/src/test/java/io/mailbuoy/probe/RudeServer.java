package io.mailbuoy.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A server with bad manners, whatever the protocol.
final class RudeServer implements AutoCloseable {
  private final Manner manner;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();

  /// What it does to everybody.
  enum Manner {
    /// Accepts and says nothing.
    SILENT,
    /// A byte now and then, and never the end of a line.
    TRICKLE,
    /// Hangs up at once.
    SLAM,
    /// Resets at once.
    RESET,
    /// Bytes that belong to no protocol, then silence.
    GARBAGE,
    /// Bytes without end.
    FLOOD,
    /// Does not listen.
    CLOSED
  }

  RudeServer(Manner manner) throws IOException {
    this.manner = manner;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    if (manner == Manner.CLOSED) {
      server.close();
    } else {
      Thread.ofVirtual().start(this::accept);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> behave(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void behave(Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      switch (manner) {
        case SILENT, CLOSED -> {}
        case TRICKLE -> repeat(() -> one(out));
        case SLAM -> socket.close();
        case RESET -> {
          socket.setSoLinger(true, 0);
          socket.close();
        }
        case GARBAGE ->
            out.write("\0\1\2 no such protocol\r\n".getBytes(StandardCharsets.ISO_8859_1));
        case FLOOD -> {
          byte[] flood = "aaaaaaaaaaaaaaaa".repeat(1_000).getBytes(StandardCharsets.ISO_8859_1);
          while (!socket.isClosed()) {
            out.write(flood);
          }
        }
      }
    } catch (IOException gone) {
      // The client has had enough.
    }
  }

  private void repeat(Runnable action) {
    Future<?> _ = trickle.scheduleAtFixedRate(action, 0, 20, TimeUnit.MILLISECONDS);
  }

  private static void one(OutputStream out) {
    try {
      out.write('*');
    } catch (IOException gone) {
      throw new IllegalStateException("ends the repetition", gone);
    }
  }

  @Override
  public void close() throws IOException {
    trickle.shutdownNow();
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
