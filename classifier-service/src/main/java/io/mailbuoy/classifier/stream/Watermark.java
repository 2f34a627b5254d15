package io.mailbuoy.classifier.stream;

/// Up to when every result has been read that there is. Without it, an hour that is caught up with
/// would look like silence: what one partition tells of the present is no sign that the others,
/// which have not been read so far, tell nothing.
@FunctionalInterface
public interface Watermark {
  /// For events that come in the order of their time, as in a replay: whatever is read next is not
  /// older.
  Watermark IN_ORDER = () -> Long.MAX_VALUE;

  /// In milliseconds since 1970; 0 while nothing is known. It never goes back.
  long millis();
}
