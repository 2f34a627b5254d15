package io.mailbuoy.notifier.delivery;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.kafka.TraceParent;

/// Where receipts are kept for good.
public interface ReceiptLog {
  /// Keeps a receipt, and returns when it is kept or when the service stops.
  Kept keep(Delivery receipt, TraceParent trace);

  /// Whether a receipt survives a crash.
  enum Kept {
    YES,
    /// The service is stopping; after its start the message may be sent once more.
    STOPPING
  }
}
