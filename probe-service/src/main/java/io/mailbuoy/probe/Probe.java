package io.mailbuoy.probe;

import io.mailbuoy.probe.wire.Observation;

/// One way of asking a target whether it works.
public interface Probe {
  /// Asks once, within the target's time-out. Never throws.
  Observation observe();
}
