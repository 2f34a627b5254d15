package io.mailbuoy.testbed;

import java.util.concurrent.atomic.AtomicReference;

/// Holds the fault that is on at the moment. Any thread may turn it at any time.
abstract class Switch<F> {
  private final F off;
  private final AtomicReference<F> current;

  Switch(F off) {
    this.off = off;
    this.current = new AtomicReference<>(off);
  }

  /// Turns a fault on for every request from now on.
  public void set(F fault) {
    current.set(fault);
  }

  /// Back to normal.
  public void clear() {
    current.set(off);
  }

  /// The fault that is on.
  public F current() {
    return current.get();
  }
}
