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
///
/// It is saved in pages of a few results each. A page that is full is saved once, by itself; the
/// page that is being filled is saved with its target, so that a result rewrites no more than that.
public final class History {
  /// Results on a page.
  static final int PAGE = 8;

  /// Pages that are remembered.
  static final int PAGES = 8;

  private static final int SIZE = PAGE * PAGES;
  private static final int FIRST = 1;
  private static final int TOKEN = 2;
  private static final int SPANS = Span.count();

  /// Longer durations are remembered as this, in milliseconds.
  private static final int LONGEST = 0xFFFF;

  /// A place behind the last, for what is read and not remembered.
  private static final int NOWHERE = SIZE;

  private final long[] ids = new long[SIZE + 1];
  private final long[] times = new long[SIZE + 1];
  private final byte[] flags = new byte[SIZE + 1];
  private final @Nullable FailureKind[] kinds = new FailureKind[SIZE + 1];
  private final Phase[] phases = new Phase[SIZE + 1];
  private final short[] millis = new short[(SIZE + 1) * SPANS];
  private int count;

  /// How many results there ever were.
  private long total;

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
    for (int back = 0; back < count; back++) {
      int place = placeOf(back);
      if (ids[place] == o.idHash()) {
        return true;
      }
      oldest = Math.min(oldest, times[place]);
    }
    return count == SIZE && o.at() < oldest;
  }

  public void add(Observation o) {
    int place = place(total);
    ids[place] = o.idHash();
    times[place] = o.at();
    flags[place] = (byte) ((o.first() ? FIRST : 0) | (o.tokenIssued() ? TOKEN : 0));
    kinds[place] = o.kind();
    phases[place] = o.phase();
    for (int span = 0; span < SPANS; span++) {
      millis[place * SPANS + span] = (short) Math.min(o.millis(Span.at(span)), LONGEST);
    }
    total++;
    count = Math.min(count + 1, SIZE);
  }

  private static int place(long number) {
    return (int) number & (SIZE - 1);
  }

  private int placeOf(int back) {
    return place(total - 1 - back);
  }

  public int size() {
    return count;
  }

  /// The result that arrived `back` results before the newest, which is 0.
  public Entry entry(int back) {
    return entryAt(placeOf(back));
  }

  /// When the result `back` results before the newest began, in milliseconds since 1970.
  public long at(int back) {
    return times[placeOf(back)];
  }

  /// Whether the result `back` results before the newest failed.
  public boolean failed(int back) {
    return kinds[placeOf(back)] != null;
  }

  /// How long the result `back` results before the newest took in one respect, in milliseconds; 0
  /// where unknown.
  public int millis(int back, Span span) {
    return Short.toUnsignedInt(millis[placeOf(back) * SPANS + span.place()]);
  }

  private Entry entryAt(int place) {
    return new Entry(
        times[place],
        (flags[place] & FIRST) != 0,
        kinds[place],
        phases[place],
        (flags[place] & TOKEN) != 0);
  }

  /// The number of the page that the newest result has filled; negative where it filled none.
  long filledPage() {
    return total % PAGE == 0 ? total / PAGE - 1 : -1;
  }

  /// Writes a page that is full.
  ///
  /// @param page its number, of all that there ever were
  void writePage(long page, DataOutput out) throws IOException {
    for (long number = page * PAGE; number < (page + 1) * PAGE; number++) {
      write(place(number), out);
    }
  }

  /// Writes the page that is being filled.
  void writeTo(DataOutput out) throws IOException {
    out.writeLong(total);
    for (long number = total - total % PAGE; number < total; number++) {
      write(place(number), out);
    }
  }

  /// Takes back the page that was being filled. Those that were full follow by [#readPage].
  void readFrom(DataInput in) throws IOException {
    total = in.readLong();
    count = (int) (total % PAGE);
    for (long number = total - count; number < total; number++) {
      read(number, in);
    }
  }

  /// How many pages were ever filled.
  long filledPages() {
    return total / PAGE;
  }

  boolean complete() {
    return count == SIZE;
  }

  /// Takes back the page before those that are there.
  ///
  /// @param page its number
  void readPage(long page, DataInput in) throws IOException {
    for (long number = page * PAGE; number < (page + 1) * PAGE; number++) {
      read(number, in);
    }
    count = Math.min(count + PAGE, SIZE);
  }

  private void write(int place, DataOutput out) throws IOException {
    Entry entry = entryAt(place);
    out.writeLong(ids[place]);
    out.writeLong(times[place]);
    out.writeByte(flags[place]);
    Words.write(out, entry.kind());
    Words.write(out, entry.phase() == Phase.UNKNOWN ? null : entry.phase()); // of a success
    for (int span = 0; span < SPANS; span++) {
      out.writeShort(millis[place * SPANS + span]);
    }
  }

  /// Of the oldest page, the first results have made room for those on the page that is being
  /// filled.
  private void read(long number, DataInput in) throws IOException {
    int place = number < total - SIZE ? NOWHERE : place(number);
    ids[place] = in.readLong();
    times[place] = in.readLong();
    flags[place] = in.readByte();
    kinds[place] = Words.read(in, FailureKind.class);
    Phase phase = Words.read(in, Phase.class);
    phases[place] = phase == null ? Phase.UNKNOWN : phase;
    for (int span = 0; span < SPANS; span++) {
      millis[place * SPANS + span] = in.readShort();
    }
  }
}
