package io.mailbuoy.classifier.core.state;

import java.util.SortedMap;
import java.util.TreeMap;

/// How far time has come for a tenant, and when each location was last heard of.
public final class Timeline extends Part {
  static final String NAME = "timeline";

  /// It moves with every result. What was not saved after a crash is moved by the next one.
  private static final long SAVE_EVERY = 1_000;

  private final SortedMap<String, Long> heardAt = new TreeMap<>();
  private long now;
  private long savedAt = -SAVE_EVERY;
  private long readUpTo = Long.MAX_VALUE;
  private long lookedAt;

  /// The newest event time, in milliseconds since 1970.
  public long now() {
    return now;
  }

  /// Moves on, never back.
  ///
  /// @return whether it has moved so far that it is worth saving
  public boolean advance(long at) {
    now = Math.max(now, at);
    return now >= savedAt + SAVE_EVERY;
  }

  /// Up to when every result is known that there is, in milliseconds since 1970; without a bound
  /// where they come in the order of their time. It is no part of what is saved.
  public long readUpTo() {
    return readUpTo;
  }

  public void readUpTo(long at) {
    readUpTo = at;
  }

  public void heard(String location, long at) {
    heardAt.merge(location, at, Math::max);
  }

  /// Time of the newest result by location.
  public SortedMap<String, Long> heardAt() {
    return heardAt;
  }

  /// When the locations were last looked at for silence.
  public long lookedAt() {
    return lookedAt;
  }

  public void looked(long at) {
    lookedAt = at;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] save() {
    savedAt = now;
    return written(out -> {
      out.writeLong(now);
      out.writeLong(lookedAt);
      out.writeInt(heardAt.size());
      for (var heard : heardAt.entrySet()) {
        out.writeUTF(heard.getKey());
        out.writeLong(heard.getValue());
      }
    });
  }

  static Timeline load(byte[] bytes) {
    return read(
        bytes,
        in -> {
          Timeline timeline = new Timeline();
          timeline.now = in.readLong();
          timeline.lookedAt = in.readLong();
          int locations = in.readInt();
          for (int i = 0; i < locations; i++) {
            timeline.heardAt.put(in.readUTF(), in.readLong());
          }
          return timeline;
        });
  }
}
