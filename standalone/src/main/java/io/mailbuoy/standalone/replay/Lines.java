package io.mailbuoy.standalone.replay;

import io.mailbuoy.classifier.stream.Reader;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One file of events, line by line.
final class Lines<T> implements AutoCloseable {
  private static final int FIRST_LENGTH = 1 << 12;

  private final String name;
  private final InputStream in;
  private final Entry.Source source;
  private final Reader<T> reader;
  private final Function<T, Instant> time;
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;
  private byte[] line = new byte[FIRST_LENGTH];
  private long number;

  Lines(
      String name,
      InputStream in,
      Entry.Source source,
      Reader<T> reader,
      Function<T, Instant> time) {
    this.name = name;
    this.in = in;
    this.source = source;
    this.reader = reader;
    this.time = time;
  }

  /// The next event; lines that cannot be read are told and passed over.
  ///
  /// @return null at the end
  @Nullable Entry next(Faults faults) throws IOException {
    for (int length = read(); length >= 0; length = read()) {
      if (blank(length)) {
        continue;
      }
      try {
        T event = reader.topic().codec().read(Arrays.copyOf(line, length));
        return Entry.of(time.apply(event).toEpochMilli(), source, reader.meaning(event));
      } catch (UnreadableEventException e) {
        faults.add(name, number, String.valueOf(e.getMessage()));
      }
    }
    return null;
  }

  private boolean blank(int length) {
    for (int i = 0; i < length; i++) {
      if (line[i] > ' ' || line[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /// Reads a line into [#line].
  ///
  /// @return its length, or -1 at the end
  private int read() throws IOException {
    int length = 0;
    while (true) {
      if (from == to) {
        to = in.read(buffer, 0, buffer.length);
        from = 0;
        if (to <= 0) {
          to = 0;
          number++;
          return length == 0 ? -1 : length;
        }
      }
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      int part = end - from;
      if (length + part > line.length) {
        line = Arrays.copyOf(line, Math.max(line.length * 2, length + part));
      }
      System.arraycopy(buffer, from, line, length, part);
      length += part;
      from = end;
      if (end < to) {
        from++;
        number++;
        return length;
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
