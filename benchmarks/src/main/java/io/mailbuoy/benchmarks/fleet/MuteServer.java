package io.mailbuoy.benchmarks.fleet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A server that at first hangs up on everybody, and then, told so, lets everybody wait.
final class MuteServer implements AutoCloseable {
  private final Kind kind;
  private final SSLContext tls;
  private final ServerSocket server;
  private final List<Socket> open = new ArrayList<>();
  private volatile boolean mute;

  /// Where the conversation ends.
  enum Kind {
    /// The connection is not even made.
    CONNECT,
    /// It is made, and the TLS handshake is not answered.
    TLS,
    /// TLS stands, and no greeting comes.
    GREETING
  }

  private MuteServer(Kind kind, SSLContext tls, ServerSocket server) {
    this.kind = kind;
    this.tls = tls;
    this.server = server;
  }

  static MuteServer start(Kind kind, SSLContext tls) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    MuteServer server = new MuteServer(kind, tls, socket);
    Thread.ofPlatform().daemon().name("mute-server").start(server::accept);
    return server;
  }

  String url() {
    return "imaps://localhost:" + server.getLocalPort();
  }

  /// From now on everybody waits.
  void fallSilent() {
    mute = true;
  }

  private void accept() {
    while (!server.isClosed() && !(mute && kind == Kind.CONNECT)) {
      @Nullable Socket socket = null;
      try {
        socket = server.accept();
        if (!mute) {
          socket.close();
          continue;
        }
        synchronized (open) {
          open.add(socket);
        }
        if (kind == Kind.GREETING) {
          Socket plain = socket;
          Thread.ofVirtual().start(() -> handshake(plain));
        }
      } catch (IOException e) {
        if (!server.isClosed()) {
          System.err.println("the mute server cannot accept: " + e);
        }
      }
    }
  }

  private void handshake(Socket plain) {
    try {
      SSLSocket secured =
          (SSLSocket)
              tls.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
      secured.setUseClientMode(false);
      secured.startHandshake();
    } catch (IOException e) {
      System.err.println("the mute server's handshake failed: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    synchronized (open) {
      for (Socket each : open) {
        each.close();
      }
    }
  }
}
