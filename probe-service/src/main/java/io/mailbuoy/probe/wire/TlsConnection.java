package io.mailbuoy.probe.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// TLS over a plain connection, by an engine of either provider. It belongs to one thread; another
/// one may end its waiting by closing the plain connection.
///
/// The providers' own sockets take some hundred kilobytes of new buffers for each connection and
/// leave them to the collector. Here the large buffers are shared, because they are needed only
/// while the processor works: whoever waits for a server holds [#FIRST_ROOM] bytes.
final class TlsConnection implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TlsConnection.class);

  /// Room for what most servers say at a time. It grows where one says more.
  private static final int FIRST_ROOM = 4_096;

  private static final int MOST_GOODBYES = 4;

  private final SSLEngine engine;
  private final InputStream socketIn;
  private final OutputStream socketOut;
  private final InputStream in = new Plaintext();
  private final OutputStream out = new Sealing();

  /// What was received and not yet opened lies between `from` and `to`.
  private byte[] received = new byte[FIRST_ROOM];

  private int from;
  private int to;

  /// What was opened and not yet read; then these buffers are held.
  private @Nullable TlsBuffers opened;

  private boolean ended;

  /// The server has said goodbye, and would answer ours with a reset.
  private boolean left;

  TlsConnection(SSLEngine engine, Socket plain) throws IOException {
    this.engine = engine;
    this.socketIn = plain.getInputStream();
    this.socketOut = plain.getOutputStream();
  }

  /// Shakes hands, and returns when both sides are content.
  ///
  /// @throws SSLException where they are not, with what the trust manager found as a cause
  void startHandshake() throws IOException {
    try {
      engine.beginHandshake();
      shakeHands(engine.getHandshakeStatus());
    } catch (SSLException e) {
      goodbye();
      throw e;
    }
  }

  private void shakeHands(HandshakeStatus begin) throws IOException {
    HandshakeStatus status = begin;
    while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
      status =
          switch (status) {
            case NEED_WRAP -> seal(new byte[0], 0, 0).getHandshakeStatus();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> openInHandshake();
            case NEED_TASK -> think();
            case FINISHED, NOT_HANDSHAKING -> status;
          };
    }
  }

  private HandshakeStatus openInHandshake() throws IOException {
    SSLEngineResult result = open();
    if (result == null || result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new EOFException("the server has closed the connection during the handshake");
    }
    return result.getHandshakeStatus();
  }

  private HandshakeStatus think() {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
    return engine.getHandshakeStatus();
  }

  SSLSession getSession() {
    return engine.getSession();
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /// Opens one record, after receiving it where it is not there yet.
  ///
  /// @return null where the connection has ended without a goodbye
  private @Nullable SSLEngineResult open() throws IOException {
    if (from == to && !receive()) {
      return null;
    }
    while (true) {
      SSLEngineResult result = openReceived();
      if (result.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        return result;
      }
      if (!receive()) {
        return null;
      }
    }
  }

  private SSLEngineResult openReceived() throws SSLException {
    TlsBuffers buffers = TlsBuffers.take();
    boolean kept = false;
    try {
      ByteBuffer sealed = buffers.first().put(received, from, to - from).flip();
      SSLEngineResult result = engine.unwrap(sealed, buffers.second());
      from += result.bytesConsumed();
      if (buffers.second().flip().hasRemaining()) {
        opened = buffers;
        kept = true;
      }
      return result;
    } finally {
      if (!kept) {
        buffers.giveBack();
      }
    }
  }

  /// Waits for more.
  ///
  /// @return false where the connection has ended
  private boolean receive() throws IOException {
    if (from > 0) {
      System.arraycopy(received, from, received, 0, to - from);
      to -= from;
      from = 0;
    }
    if (to == received.length) {
      if (to >= TlsBuffers.RECORD) {
        throw new SSLException("the server sends a record that is longer than any may be");
      }
      received = Arrays.copyOf(received, TlsBuffers.RECORD);
    }
    int got = socketIn.read(received, to, received.length - to);
    if (got < 0) {
      return false;
    }
    to += got;
    return true;
  }

  private SSLEngineResult seal(byte[] text, int offset, int length) throws IOException {
    TlsBuffers buffers = TlsBuffers.take();
    byte[] sealed;
    SSLEngineResult result;
    try {
      ByteBuffer plain = buffers.first().put(text, offset, length).flip();
      result = engine.wrap(plain, buffers.second());
      sealed = new byte[buffers.second().flip().remaining()];
      buffers.second().get(sealed);
    } finally {
      buffers.giveBack();
    }
    if (sealed.length > 0 && !left) {
      socketOut.write(sealed);
    }
    return result;
  }

  /// Says goodbye without waiting for an answer, and lets the provider give back its memory, which
  /// with Conscrypt is outside of the heap.
  @Override
  public void close() {
    giveBackOpened();
    left = hasLeft();
    goodbye();
  }

  /// Whether a goodbye is among what was received already. Servers send it with the last answer.
  private boolean hasLeft() {
    try {
      boolean gone = ended;
      for (int before = -1; !gone && from < to && from != before; ) {
        before = from;
        gone = openReceived().getStatus() == SSLEngineResult.Status.CLOSED;
        giveBackOpened();
      }
      return gone;
    } catch (SSLException e) {
      return false;
    }
  }

  private void goodbye() {
    try {
      engine.closeOutbound();
      for (int i = 0; i < MOST_GOODBYES && !engine.isOutboundDone(); i++) {
        seal(new byte[0], 0, 0);
      }
    } catch (IOException e) {
      LOG.tracef("no goodbye over a broken connection: %s", e);
    }
    try {
      engine.closeInbound();
    } catch (SSLException e) {
      LOG.tracef("the server has not said goodbye: %s", e);
    }
  }

  private void giveBackOpened() {
    TlsBuffers buffers = opened;
    opened = null;
    if (buffers != null) {
      buffers.giveBack();
    }
  }

  /// What the server says.
  private final class Plaintext extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      if (length == 0) {
        return 0;
      }
      while (opened == null) {
        if (ended || !more()) {
          ended = true;
          return -1;
        }
      }
      ByteBuffer text = opened.second();
      int got = Math.min(length, text.remaining());
      text.get(target, offset, got);
      if (!text.hasRemaining()) {
        giveBackOpened();
      }
      return got;
    }

    /// Opens a record. That of a session ticket, for example, holds nothing to read.
    private boolean more() throws IOException {
      SSLEngineResult result = open();
      if (result == null) {
        return false;
      }
      shakeHands(
          result.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP
              ? HandshakeStatus.NOT_HANDSHAKING
              : result.getHandshakeStatus());
      return opened != null || result.getStatus() != SSLEngineResult.Status.CLOSED;
    }
  }

  /// What is said to the server, at once.
  private final class Sealing extends OutputStream {
    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] text, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, text.length);
      int done = 0;
      while (done < length) {
        int piece = Math.min(length - done, TlsBuffers.TEXT);
        SSLEngineResult result = seal(text, offset + done, piece);
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
          throw new EOFException("the connection is closed");
        }
        done += result.bytesConsumed();
      }
    }
  }
}
