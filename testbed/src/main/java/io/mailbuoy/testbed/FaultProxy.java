package io.mailbuoy.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/// Stands before any server on loopback and treats its connections as bad networks and broken
/// machines do. The fault is that of the moment at which a connection begins.
public final class FaultProxy implements AutoCloseable {
  private static final int BLOCK = 8_192;

  private final int target;
  private final LoopbackListener listener;
  private volatile ProxyFault fault = new ProxyFault.None();

  private FaultProxy(int target) {
    this.target = target;
    this.listener = new LoopbackListener("fault-proxy", (client, _) -> serve(client));
  }

  /// Starts before the server on a port of loopback.
  public static FaultProxy before(int port) {
    FaultProxy proxy = new FaultProxy(port);
    proxy.listener.start();
    return proxy;
  }

  /// Where clients connect to.
  public int port() {
    return listener.port();
  }

  /// What happens to connections from now on.
  public void set(ProxyFault next) {
    fault = next;
  }

  /// How many connections are open now.
  public int openSessions() {
    return listener.openSessions();
  }

  @Override
  public void close() {
    listener.close();
  }

  @SuppressWarnings(
      "try") // what is closed at the end of the block has to be closed before the join
  private void serve(Socket client) throws IOException, InterruptedException {
    ProxyFault now = fault;
    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
    Thread toServer =
        Thread.ofVirtual()
            .name("fault-proxy-to-server")
            .start(() -> speak(client, server, now instanceof ProxyFault.Deaf));
    try {
      server.setTcpNoDelay(true);
      answer(now, client, server.getInputStream(), toServer);
    } finally {
      client.close();
      server.close();
      toServer.join();
    }
  }

  private static void speak(Socket client, Socket server, boolean deaf) {
    try {
      client
          .getInputStream()
          .transferTo(deaf ? OutputStream.nullOutputStream() : server.getOutputStream());
      server.shutdownOutput();
    } catch (IOException e) {
      System.getLogger("fault-proxy").log(System.Logger.Level.TRACE, "a side has gone", e);
    }
  }

  private void answer(ProxyFault now, Socket client, InputStream in, Thread toServer)
      throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    switch (now) {
      case ProxyFault.None _, ProxyFault.Deaf _ -> in.transferTo(out);
      case ProxyFault.Stall(long bytes) -> {
        pass(in, out, bytes);
        in.transferTo(OutputStream.nullOutputStream());
        toServer.join(); // until the client has had enough
      }
      case ProxyFault.Reset(long bytes) -> {
        pass(in, out, bytes);
        client.setSoLinger(true, 0);
      }
      case ProxyFault.Truncate(long bytes) -> {
        pass(in, out, bytes);
        client.shutdownOutput();
      }
      case ProxyFault.Trickle(var between) -> {
        for (int next = in.read(); next >= 0; next = in.read()) {
          out.write(next);
          listener.pause(between);
        }
      }
      case ProxyFault.Flood(long bytes, int with) -> {
        pass(in, out, bytes);
        byte[] flood = new byte[BLOCK];
        Arrays.fill(flood, (byte) with);
        while (!client.isClosed()) {
          out.write(flood);
        }
      }
    }
  }

  private static void pass(InputStream in, OutputStream out, long bytes) throws IOException {
    byte[] block = new byte[BLOCK];
    long left = bytes;
    while (left > 0) {
      int got = in.read(block, 0, (int) Math.min(block.length, left));
      if (got < 0) {
        return;
      }
      out.write(block, 0, got);
      left -= got;
    }
  }
}
