package io.mailbuoy.probe.mail;

import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.testbed.TestCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;

/// Greets, and answers each line as it is written down: the whole line, or its first word. It hangs
/// up on a line that it does not know.
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final TestCertificates certificates;
  private final Security security;
  private final String greeting;
  private final Map<String, String> answers;

  ScriptedServer(
      TestCertificates certificates,
      Security security,
      String greeting,
      Map<String, String> answers)
      throws IOException {
    this.certificates = certificates;
    this.security = security;
    this.greeting = greeting;
    this.answers = answers;
    Thread.ofVirtual().start(this::serve);
  }

  private void serve() {
    try (Socket plain = server.accept()) {
      Socket socket = security == Security.IMPLICIT ? secured(plain) : plain;
      say(socket, greeting);
      talk(socket);
    } catch (IOException over) {
      // The test is over.
    }
  }

  private void talk(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String line;
    while ((line = in.readLine()) != null) {
      heard.add(line);
      String command = line.split(" ", 2)[0];
      String answer = answers.getOrDefault(line, answers.get(command));
      if (answer == null) {
        return;
      }
      say(socket, answer);
      boolean upgrade = command.equals("STARTTLS") || command.equals("STLS");
      if (upgrade && (answer.startsWith("220") || answer.startsWith("+OK"))) {
        talk(secured(socket));
        return;
      }
    }
  }

  private static void say(Socket socket, String line) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private Socket secured(Socket plain) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            certificates
                .serverContext()
                .getSocketFactory()
                .createSocket(plain, "localhost", plain.getPort(), true);
    secured.setUseClientMode(false);
    return secured;
  }

  /// Everything that was said to it, so far.
  List<String> heard() {
    return List.copyOf(heard);
  }

  Endpoint endpoint() {
    return new Endpoint("localhost", server.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
