package io.mailbuoy.classifier.stream;

/// What is saved of the state, and told beside alerts.
public enum StateKeeping {
  /// Every part that a record touched, with that record, so that a service that is killed goes on
  /// where it was.
  WITH_EVERY_RECORD,
  /// Nothing: a replay ends with its input, and nobody restores it. There is no store, which would
  /// be flushed with every record, and the health of targets is not told, because nobody listens.
  NOTHING
}
