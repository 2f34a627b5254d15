package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.detection.Norm;

/// What a detector looks for. They never mix: a throttled probe is no evidence of an outage, an
/// outage is no evidence of throttling, and only what works can be slow.
public enum Track {
  /// It does not work.
  FAULT,
  /// The server asks for less load.
  LOAD,
  /// It works, and takes longer than usual.
  SLOW;

  /// What is normal, and which rates are looked for.
  public Norm norm() {
    return switch (this) {
      case FAULT, LOAD -> Norm.FAILURES;
      case SLOW -> Norm.SLOWNESS;
    };
  }
}
