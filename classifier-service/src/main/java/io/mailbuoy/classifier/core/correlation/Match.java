package io.mailbuoy.classifier.core.correlation;

import java.util.List;

/// What an incident has to do with an alert.
public sealed interface Match {
  /// Nothing.
  record Unrelated() implements Match {}

  /// It may have to do with it.
  record Related(double score, List<String> why) implements Match {}

  /// It explains it.
  record Confirms(double score, List<String> why) implements Match {}
}
