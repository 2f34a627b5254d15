package io.mailbuoy.testbed;

/// The fault switch of a receiver. Off is [ReceiverFault.None].
public final class ReceiverFaults {
  private static final ReceiverFault NONE = new ReceiverFault.None();

  private ReceiverFault current = NONE;

  ReceiverFaults() {}

  /// Turns a fault on.
  public synchronized void set(ReceiverFault fault) {
    current = fault;
  }

  /// Back to normal.
  public synchronized void clear() {
    current = NONE;
  }

  /// The fault that is on.
  public synchronized ReceiverFault current() {
    return current;
  }

  /// What the next request meets; counts a [ReceiverFault.Fail] down.
  synchronized ReceiverFault next() {
    if (current instanceof ReceiverFault.Fail(int times, int status)) {
      current = times > 1 ? new ReceiverFault.Fail(times - 1, status) : NONE;
      return times > 0 ? new ReceiverFault.Status(status, "") : NONE;
    }
    return current;
  }
}
