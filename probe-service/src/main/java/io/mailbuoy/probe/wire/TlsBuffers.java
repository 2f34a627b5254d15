package io.mailbuoy.probe.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Two buffers outside of the heap, with room for a record of TLS and its text. They are taken
/// while the processor works and given back before anybody waits, so a few serve every connection.
record TlsBuffers(ByteBuffer first, ByteBuffer second) {
  /// The longest text of one record.
  static final int TEXT = 1 << 14;

  /// The longest record, of TLS 1.2 as well. Either provider asks for less.
  static final int RECORD = 5 + TEXT + 2_048;

  private static final int ROOM = 20 << 10;

  private static final ConcurrentLinkedDeque<TlsBuffers> FREE = new ConcurrentLinkedDeque<>();

  /// Empty buffers.
  static TlsBuffers take() {
    TlsBuffers free = FREE.pollFirst();
    return free != null
        ? free
        : new TlsBuffers(ByteBuffer.allocateDirect(ROOM), ByteBuffer.allocateDirect(ROOM));
  }

  void giveBack() {
    first.clear();
    second.clear();
    FREE.addFirst(this);
  }
}
