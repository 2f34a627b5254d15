package io.mailbuoy.notifier.delivery;

import io.mailbuoy.contracts.kafka.EventCodec;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Keeps events in a fraction of the memory that they take as objects, so that a hundred thousand
/// alerts can wait. Events of a kind resemble each other, so the first one is the dictionary of
/// all.
final class Packer<T> {
  private static final int CHUNK = 2_048;

  private final EventCodec<T> codec;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final Inflater inflater = new Inflater(true);
  private final byte[] chunk = new byte[CHUNK];
  private byte[] dictionary = {};

  /// A packed event.
  static final class Packed {
    private final byte[] bytes;

    private Packed(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  Packer(EventCodec<T> codec) {
    this.codec = codec;
  }

  synchronized Packed pack(T event) {
    byte[] json = codec.write(event);
    if (dictionary.length == 0) {
      dictionary = json;
    }
    deflater.reset();
    deflater.setDictionary(dictionary);
    deflater.setInput(json);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    while (!deflater.finished()) {
      packed.write(chunk, 0, deflater.deflate(chunk));
    }
    return new Packed(packed.toByteArray());
  }

  synchronized T unpack(Packed packed) {
    inflater.reset();
    inflater.setDictionary(dictionary);
    inflater.setInput(packed.bytes);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try {
      while (!inflater.finished()) {
        json.write(chunk, 0, inflater.inflate(chunk));
      }
      return codec.read(json.toByteArray());
    } catch (DataFormatException | UnreadableEventException e) {
      throw new IllegalStateException("what was packed here cannot be unpacked", e);
    }
  }
}
