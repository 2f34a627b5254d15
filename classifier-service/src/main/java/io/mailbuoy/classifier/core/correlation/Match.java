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

  /// Its name in one word.
  default String word() {
    return switch (this) {
      case Unrelated() -> "unrelated";
      case Related(double score, List<String> why) -> "related";
      case Confirms(double score, List<String> why) -> "confirms";
    };
  }
}
