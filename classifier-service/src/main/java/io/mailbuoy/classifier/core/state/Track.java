package io.mailbuoy.classifier.core.state;

/// What a detector looks for. The two never mix: a throttled probe is no evidence of an outage, and
/// an outage is no evidence of throttling.
public enum Track {
  /// It does not work.
  FAULT,
  /// The server asks for less load.
  LOAD
}
