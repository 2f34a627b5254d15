package io.mailbuoy.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Makes servers that listen on loopback reachable for containers, byte by byte.
final class HostPorts implements AutoCloseable {
  /// What containers call this machine.
  static final String HOST = "host.docker.internal";

  private final InetAddress address;
  private final List<ServerSocket> servers = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /// @param gateway the address of this machine on the network of the containers. Where it is none
  ///   of this machine's, as with Docker in a virtual machine, loopback is what they reach.
  HostPorts(String gateway) throws IOException {
    InetAddress address = InetAddress.ofLiteral(gateway);
    this.address =
        NetworkInterface.getByInetAddress(address) == null
            ? InetAddress.getLoopbackAddress()
            : address;
  }

  /// The same URL for a container.
  URI open(URI url) {
    try {
      ServerSocket server = new ServerSocket(0, 100, address);
      servers.add(server);
      Thread.ofVirtual().start(() -> accept(server, url.getPort()));
      return URI.create(
          url.toString()
              .replace(url.getHost() + ":" + url.getPort(), HOST + ":" + server.getLocalPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket server, int port) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> connect(client, port));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client, int port) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      sockets.add(server);
      Thread answers = Thread.ofVirtual().start(() -> copy(server, client));
      copy(client, server);
      answers.join();
      sockets.remove(server);
    } catch (IOException e) {
      // Nobody listens: the client sees its connection end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(client);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    servers.forEach(HostPorts::close);
    sockets.forEach(HostPorts::close);
  }
}
