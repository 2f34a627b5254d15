package io.mailbuoy.classifier.core.state;

import io.mailbuoy.contracts.event.Code;
import io.mailbuoy.contracts.event.Open;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Saves coded values as their words, so that state outlives a change of the vocabulary.
final class Words {
  private static final String NONE = "";

  private Words() {}

  static void write(DataOutput out, @Nullable Code code) throws IOException {
    out.writeUTF(code == null ? NONE : code.text());
  }

  static <E extends Enum<E> & Code> @Nullable E read(DataInput in, Class<E> type)
      throws IOException {
    String word = in.readUTF();
    return word.equals(NONE) ? null : Open.read(type, word).value();
  }

  static void text(DataOutput out, @Nullable String text) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeUTF(text);
    }
  }

  static @Nullable String text(DataInput in) throws IOException {
    return in.readBoolean() ? in.readUTF() : null;
  }

  static void writeCounts(DataOutput out, Code[] codes, int[] counts) throws IOException {
    int used = 0;
    for (int count : counts) {
      used += count > 0 ? 1 : 0;
    }
    out.writeInt(used);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        write(out, codes[i]);
        out.writeInt(counts[i]);
      }
    }
  }

  static <E extends Enum<E> & Code> void readCounts(DataInput in, Class<E> type, int[] counts)
      throws IOException {
    int used = in.readInt();
    for (int i = 0; i < used; i++) {
      E code = read(in, type);
      int count = in.readInt();
      if (code != null) {
        counts[code.ordinal()] += count;
      }
    }
  }
}
