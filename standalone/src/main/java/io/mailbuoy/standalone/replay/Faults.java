package io.mailbuoy.standalone.replay;

import io.mailbuoy.standalone.terminal.Terminal;
import java.util.concurrent.atomic.AtomicLong;

/// Lines that cannot be read: the first are told one by one, the others are counted.
final class Faults {
  private static final int TOLD = 20;

  private final Terminal terminal;
  private final AtomicLong count = new AtomicLong();

  Faults(Terminal terminal) {
    this.terminal = terminal;
  }

  void add(String file, long line, String reason) {
    if (count.incrementAndGet() <= TOLD) {
      terminal.fault(
          file + ":" + line + ": " + Terminal.harmless(reason) + "; the line is left out");
    }
  }

  /// Tells how many there were.
  ///
  /// @return whether there were any
  boolean close() {
    long all = count.get();
    if (all > TOLD) {
      terminal.fault((all - TOLD) + " more lines cannot be read and are left out");
    }
    return all > 0;
  }
}
