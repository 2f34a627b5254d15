package io.mailbuoy.standalone.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events of one file in the order of their time. A file may be out of order by as many lines
/// as are sorted together; events of the same time keep the order of their lines. What is farther
/// out of order arrives late, and the classifier takes it at its own time.
final class InOrder {
  static final int WINDOW = 100_000;

  private final Lines<?> lines;
  private final Faults faults;
  private List<Entry> ready = new ArrayList<>();
  private List<Entry> held = new ArrayList<>();
  private int next;
  private boolean ended;

  InOrder(Lines<?> lines, Faults faults) {
    this.lines = lines;
    this.faults = faults;
  }

  /// The next event without taking it; null at the end.
  @Nullable Entry peek() throws IOException {
    if (next == ready.size()) {
      refill();
    }
    return next < ready.size() ? ready.get(next) : null;
  }

  void take() {
    ready.set(next, null);
    next++;
  }

  /// Of two windows that were sorted together, the first half is in its place.
  private void refill() throws IOException {
    next = 0;
    ready = held;
    held = new ArrayList<>();
    while (!ended && ready.size() < 2 * WINDOW) {
      Entry entry = lines.next(faults);
      if (entry == null) {
        ended = true;
      } else {
        ready.add(entry);
      }
    }
    ready.sort(Entry.IN_TIME); // stable, and fast where it is in order already
    if (!ended) {
      held = new ArrayList<>(ready.subList(WINDOW, ready.size()));
      ready = new ArrayList<>(ready.subList(0, WINDOW));
    }
  }
}
