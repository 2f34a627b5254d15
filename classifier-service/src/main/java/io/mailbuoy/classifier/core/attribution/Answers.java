package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.detection.Chance;

/// First attempts from one location, and how many of them failed.
public record Answers(int seen, int failed) {
  private static final double NEARLY_ALL = 0.98;
  private static final double IMPROBABLE = 0.05;
  private static final double USUAL = 0.01;

  Answers plus(Answers other) {
    return new Answers(seen + other.seen, failed + other.failed);
  }

  /// Whether it is well there: it fails too seldom for a fault that hits this share of everything,
  /// and no more often than by chance.
  boolean well(double ratio) {
    return seen > 0
        && Chance.atMost(failed, seen, Math.min(ratio, NEARLY_ALL)) < IMPROBABLE
        && Chance.atLeast(failed, seen, USUAL) > USUAL;
  }
}
