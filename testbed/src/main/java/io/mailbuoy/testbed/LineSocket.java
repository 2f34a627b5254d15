package io.mailbuoy.testbed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// A socket that speaks CRLF lines in ISO-8859-1 and can go over to TLS as the server.
final class LineSocket {
  private static final int MAX_LINE = 1 << 20;

  private final Socket raw;
  private Socket socket;
  private InputStream in;
  private OutputStream out;

  LineSocket(Socket raw) throws IOException {
    this.raw = raw;
    this.socket = raw;
    this.in = new BufferedInputStream(raw.getInputStream());
    this.out = raw.getOutputStream();
  }

  /// What arrives next is acknowledged at once. A peer that writes a line in two parts waits for
  /// that in between, on Linux for 40 ms, which is then the price of every answer.
  void acknowledgeAtOnce() throws IOException {
    if (raw.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
      raw.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
  }

  /// The next line without its end, or null when the client has gone.
  @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (line.size() > MAX_LINE) {
        throw new ProtocolException("line too long");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  String readExactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new ProtocolException("the client left in the middle of a literal");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// Sends the lines in one write, so that they travel in one packet as a real server's do.
  void send(String... lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(line).append("\r\n");
    }
    sendBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  void sendBytes(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /// Answers the client's first bytes, whatever they say. They are read, because a close with
  /// unread bytes would be a reset.
  void answerFirstBytes(byte[] bytes) throws IOException {
    if (in.read(new byte[16_384]) > 0) {
      sendBytes(bytes);
    }
  }

  void startTls(SSLContext context) throws IOException {
    SSLSocket tls =
        (SSLSocket) context.getSocketFactory().createSocket(raw, "localhost", raw.getPort(), true);
    tls.setUseClientMode(false);
    tls.startHandshake();
    socket = tls;
    in = new BufferedInputStream(tls.getInputStream());
    out = tls.getOutputStream();
  }

  boolean isTls() {
    return socket instanceof SSLSocket;
  }

  /// Says nothing and swallows everything until the client gives up or the listener stops.
  void staySilent() throws IOException {
    var _ = in.transferTo(OutputStream.nullOutputStream());
  }

  /// Ends the connection with a TCP reset.
  void reset() throws IOException {
    raw.setSoLinger(true, 0);
    raw.close();
  }

  /// Ends the connection in order, with TLS's own goodbye where there is TLS.
  void close() throws IOException {
    socket.close();
  }
}
