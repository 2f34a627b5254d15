package io.mailbuoy.testbed;

/// Holds the fault that is on at the moment. Any thread may turn it at any time.
abstract class Switch<F> {
  private final F off;
  private volatile F current;

  Switch(F off) {
    this.off = off;
    this.current = off;
  }

  /// Turns a fault on for every request from now on.
  public void set(F fault) {
    current = fault;
  }

  /// Back to normal.
  public void clear() {
    current = off;
  }

  /// The fault that is on.
  public F current() {
    return current;
  }
}
