package io.mailbuoy.classifier.core.state;

import io.mailbuoy.contracts.event.Code;
import io.mailbuoy.contracts.event.Open;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
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

  static <E extends Enum<E> & Code> void writeCounts(DataOutput out, Map<E, Integer> counts)
      throws IOException {
    out.writeInt(counts.size());
    for (Map.Entry<E, Integer> count : counts.entrySet()) {
      write(out, count.getKey());
      out.writeInt(count.getValue());
    }
  }

  static <E extends Enum<E> & Code> void readCounts(
      DataInput in, Class<E> type, Map<E, Integer> counts) throws IOException {
    int used = in.readInt();
    for (int i = 0; i < used; i++) {
      E code = read(in, type);
      int count = in.readInt();
      if (code != null) {
        counts.merge(code, count, Integer::sum);
      }
    }
  }
}
