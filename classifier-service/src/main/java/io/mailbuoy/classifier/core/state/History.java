package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.classifier.core.detection.Span;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The last results of a target at a location, in the order of arrival. It also tells a result that
/// arrives twice: by its id while it is remembered, and by its age afterwards.
public final class History {
  private static final int SIZE = 64;
  private static final int FIRST = 1;
  private static final int TOKEN = 2;
  private static final int SPANS = Span.count();

  /// Longer durations are remembered as this, in milliseconds.
  private static final int LONGEST = 0xFFFF;

  private final long[] ids = new long[SIZE];
  private final long[] times = new long[SIZE];
  private final byte[] flags = new byte[SIZE];
  private final @Nullable FailureKind[] kinds = new FailureKind[SIZE];
  private final Phase[] phases = new Phase[SIZE];
  private final short[] millis = new short[SIZE * SPANS];
  private int next;
  private int count;

  /// One remembered result.
  public record Entry(
      long at, boolean first, @Nullable FailureKind kind, Phase phase, boolean tokenIssued) {
    public boolean failed() {
      return kind != null;
    }
  }

  /// Whether a result is known already, or is older than everything remembered.
  public boolean knows(Observation o) {
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      if (ids[i] == o.idHash()) {
        return true;
      }
      oldest = Math.min(oldest, times[i]);
    }
    return count == SIZE && o.at() < oldest;
  }

  public void add(Observation o) {
    for (int span = 0; span < SPANS; span++) {
      millis[next * SPANS + span] = (short) Math.min(o.millis(Span.at(span)), LONGEST);
    }
    add(o.idHash(), o.at(), o.first(), o.tokenIssued(), o.kind(), o.phase());
  }

  private void add(
      long id, long at, boolean first, boolean token, @Nullable FailureKind kind, Phase phase) {
    ids[next] = id;
    times[next] = at;
    flags[next] = (byte) ((first ? FIRST : 0) | (token ? TOKEN : 0));
    kinds[next] = kind;
    phases[next] = phase;
    next = (next + 1) % SIZE;
    count = Math.min(count + 1, SIZE);
  }

  public int size() {
    return count;
  }

  /// The result that arrived `back` results before the newest, which is 0.
  public Entry entry(int back) {
    int i = Math.floorMod(next - 1 - back, SIZE);
    return new Entry(
        times[i], (flags[i] & FIRST) != 0, kinds[i], phases[i], (flags[i] & TOKEN) != 0);
  }

  /// When the result `back` results before the newest began, in milliseconds since 1970.
  public long at(int back) {
    return times[Math.floorMod(next - 1 - back, SIZE)];
  }

  /// Whether the result `back` results before the newest failed.
  public boolean failed(int back) {
    return kinds[Math.floorMod(next - 1 - back, SIZE)] != null;
  }

  /// How long the result `back` results before the newest took in one respect, in milliseconds; 0
  /// where unknown.
  public int millis(int back, Span span) {
    int i = Math.floorMod(next - 1 - back, SIZE);
    return Short.toUnsignedInt(millis[i * SPANS + span.place()]);
  }

  public void writeTo(DataOutput out) throws IOException {
    out.writeInt(count);
    for (int back = count - 1; back >= 0; back--) {
      int i = Math.floorMod(next - 1 - back, SIZE);
      Entry entry = entry(back);
      out.writeLong(ids[i]);
      out.writeLong(times[i]);
      out.writeBoolean(entry.first());
      out.writeBoolean(entry.tokenIssued());
      Words.write(out, entry.kind());
      Words.write(out, entry.phase() == Phase.UNKNOWN ? null : entry.phase()); // of a success
      for (int span = 0; span < SPANS; span++) {
        out.writeShort(millis[i * SPANS + span]);
      }
    }
  }

  public void readFrom(DataInput in) throws IOException {
    count = 0;
    next = 0;
    int saved = in.readInt();
    for (int i = 0; i < saved; i++) {
      long id = in.readLong();
      long at = in.readLong();
      boolean first = in.readBoolean();
      boolean token = in.readBoolean();
      FailureKind kind = Words.read(in, FailureKind.class);
      Phase phase = Words.read(in, Phase.class);
      for (int span = 0; span < SPANS; span++) {
        millis[next * SPANS + span] = in.readShort();
      }
      add(id, at, first, token, kind, phase == null ? Phase.UNKNOWN : phase);
    }
  }
}
