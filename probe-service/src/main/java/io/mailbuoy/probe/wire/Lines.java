package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.FailureKind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Conversation in lines, for protocols that need no parser.
public final class Lines {
  private static final int LONGEST = 4_096;

  private final InputStream in;
  private final OutputStream out;

  /// Lines over streams that are there already.
  public Lines(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /// The lines of a connection as it is now; after a change to TLS there are new ones.
  public static Lines of(Wire wire) throws IOException {
    return new Lines(new BufferedInputStream(wire.in()), wire.out());
  }

  /// The next line, without its end.
  ///
  /// @throws FaultException `protocol-error` where it does not end
  public String read() throws IOException, FaultException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server has closed the connection");
      }
      if (next == '\n') {
        return line.toString();
      }
      if (next != '\r') {
        line.append((char) next); // ISO 8859-1, so that every byte is some character
      }
      if (line.length() > LONGEST) {
        throw new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, line.toString()));
      }
    }
  }

  public void say(String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
