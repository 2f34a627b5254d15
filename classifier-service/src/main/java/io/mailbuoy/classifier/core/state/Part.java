package io.mailbuoy.classifier.core.state;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A piece of a tenant's state that is saved by itself, so that one result rewrites no more than
/// what it touched.
public abstract class Part {
  private boolean touched;

  /// The part's name within its tenant.
  public abstract String name();

  /// Its saved form.
  public abstract byte[] save();

  /// Whether this call is the first touch since the part was saved.
  final boolean touch() {
    boolean first = !touched;
    touched = true;
    return first;
  }

  final void saved() {
    touched = false;
  }

  /// Writes fields.
  protected interface Writing {
    void to(DataOutput out) throws IOException;
  }

  /// Reads fields from a [DataInputStream].
  protected interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  protected static byte[] written(Writing writing) {
    Fields fields = new Fields();
    try {
      writing.to(fields);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return fields.toByteArray();
  }

  protected static <T> T read(byte[] bytes, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the saved state cannot be read", e);
    }
  }
}
