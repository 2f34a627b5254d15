package io.mailbuoy.probe.wire;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Ends a conversation in which a server says more than a probe can want to hear, before it fills
/// the memory.
///
/// IMAP's literals announce their length, and the parser makes room for it before the first byte is
/// there; so the announcement is held against the limit as well.
public final class BoundedInput extends FilterInputStream {
  static final int MOST_BYTES = 1 << 20;

  private int total;
  private long announced = -1;

  public BoundedInput(InputStream in) {
    super(in);
  }

  /// The server says too much.
  static final class TooMuchException extends IOException {
    private static final long serialVersionUID = 1;

    TooMuchException() {
      super("the server says more than " + MOST_BYTES + " bytes");
    }
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      check((byte) next);
      count(1);
    }
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int got = super.read(buffer, offset, length);
    if (got > 0) {
      for (int i = offset; i < offset + got; i++) {
        check(buffer[i]);
      }
      count(got);
    }
    return got;
  }

  private void count(int more) throws IOException {
    total += more;
    if (total > MOST_BYTES) {
      throw new TooMuchException();
    }
  }

  /// Reads `{digits}` along.
  private void check(byte next) throws IOException {
    if (next == '{') {
      announced = 0;
    } else if (announced >= 0 && next >= '0' && next <= '9') {
      announced = Math.min(announced * 10 + next - '0', Integer.MAX_VALUE);
    } else if (next == '}' && announced > MOST_BYTES) {
      throw new TooMuchException();
    } else {
      announced = -1;
    }
  }
}
