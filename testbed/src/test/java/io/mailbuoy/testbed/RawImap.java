package io.mailbuoy.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A client that shows the lines as they are on the wire, after a TLS handshake with full
/// verification.
final class RawImap implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private Socket socket;
  private BufferedReader in;

  private RawImap(Socket socket) throws IOException {
    this.socket = socket;
    this.in = reader(socket);
  }

  static RawImap tls(int port, SSLContext trust) throws IOException {
    RawImap client = plain(port);
    client.upgrade(trust);
    return client;
  }

  static RawImap plain(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress("localhost", port), PATIENCE_MILLIS);
    return new RawImap(socket);
  }

  void upgrade(SSLContext trust) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            trust.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    try {
      tls.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    socket = tls;
    in = reader(tls);
  }

  void patience(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  /// The next line, or null at the end of the connection.
  @Nullable String line() throws IOException {
    return in.readLine();
  }

  void say(String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /// Sends a tagged command and hands back every line up to its tagged answer or the end.
  List<String> ask(String command) throws IOException {
    say(command);
    String tag = command.substring(0, command.indexOf(' ')) + " ";
    List<String> lines = new ArrayList<>();
    for (String line = line(); line != null; line = line()) {
      lines.add(line);
      if (line.startsWith(tag)) {
        break;
      }
    }
    return lines;
  }

  /// Every line until the server closes.
  List<String> rest() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(); line != null; line = line()) {
      lines.add(line);
    }
    return lines;
  }

  static String xoauth2(String user, String token) {
    return base64("user=" + user + "\1auth=Bearer " + token + "\1\1");
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
  }
}
