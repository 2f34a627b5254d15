package io.mailbuoy.probe.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Two buffers outside of the heap, with room for a record of TLS and its text. They are taken
/// while the processor works and given back before anybody waits, so a few serve every connection.
record TlsBuffers(ByteBuffer first, ByteBuffer second) {
  /// The longest text of one record.
  static final int TEXT = 1 << 14;

  /// More than the packet size that either provider asks for.
  private static final int ROOM = 18 << 10;

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
