package io.mailbuoy.classifier.core.state;

import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A [DataOutput] to memory. A target with its history is several hundred fields and is saved with
/// every result, so that a [DataOutputStream], which hands on each byte by itself, was the larger
/// part of what a result cost.
final class Fields implements DataOutput {
  private static final int FIRST_SIZE = 2_048;
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private byte[] bytes = new byte[FIRST_SIZE];
  private int size;

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.BIG_ENDIAN);
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /// Makes room.
  ///
  /// @return where to write
  private int take(int length) {
    int at = size;
    size += length;
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
    }
    return at;
  }

  @Override
  public void write(int b) {
    int at = take(1);
    bytes[at] = (byte) b;
  }

  @Override
  public void write(byte[] b) {
    write(b, 0, b.length);
  }

  @Override
  public void write(byte[] b, int from, int length) {
    int at = take(length);
    System.arraycopy(b, from, bytes, at, length);
  }

  @Override
  public void writeBoolean(boolean value) {
    write(value ? 1 : 0);
  }

  @Override
  public void writeByte(int value) {
    write(value);
  }

  @Override
  public void writeShort(int value) {
    int at = take(Short.BYTES);
    SHORT.set(bytes, at, (short) value);
  }

  @Override
  public void writeChar(int value) {
    writeShort(value);
  }

  @Override
  public void writeInt(int value) {
    int at = take(Integer.BYTES);
    INT.set(bytes, at, value);
  }

  @Override
  public void writeLong(long value) {
    int at = take(Long.BYTES);
    LONG.set(bytes, at, value);
  }

  @Override
  public void writeFloat(float value) {
    writeInt(Float.floatToIntBits(value));
  }

  @Override
  public void writeDouble(double value) {
    writeLong(Double.doubleToLongBits(value));
  }

  @Override
  public void writeBytes(String text) {
    throw new UnsupportedOperationException("it drops half of each character");
  }

  @Override
  public void writeChars(String text) {
    for (int i = 0; i < text.length(); i++) {
      writeChar(text.charAt(i));
    }
  }

  /// Nearly every text is ASCII, which needs no coding.
  @Override
  public void writeUTF(String text) throws IOException {
    int length = text.length();
    if (length > 0xFFFF || !ascii(text)) {
      new DataOutputStream(
              new OutputStream() {
                @Override
                public void write(int b) {
                  Fields.this.write(b);
                }
              })
          .writeUTF(text);
      return;
    }
    writeShort(length);
    int at = take(length);
    for (int i = 0; i < length; i++) {
      bytes[at + i] = (byte) text.charAt(i);
    }
  }

  private static boolean ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c > 0x7F) {
        return false;
      }
    }
    return true;
  }
}
