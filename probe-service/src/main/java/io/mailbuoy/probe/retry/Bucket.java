package io.mailbuoy.probe.retry;

import java.time.Duration;
import java.time.Instant;

/// Tokens that flow in evenly and wait to be taken, up to a number.
final class Bucket {
  private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();

  private final double perMinute;
  private final double capacity;
  private double level;
  private Instant filled;

  /// A full one.
  Bucket(double perMinute, double capacity, Instant now) {
    this.perMinute = perMinute;
    this.capacity = capacity;
    this.level = capacity;
    this.filled = now;
  }

  /// How many tokens wait.
  double level(Instant now) {
    if (now.isAfter(filled)) {
      double nanos = Duration.between(filled, now).toNanos();
      level = Math.min(capacity, level + nanos / NANOS_PER_MINUTE * perMinute);
    }
    filled = now; // also when the clock was set back
    return level;
  }

  boolean isFull(Instant now) {
    return level(now) >= capacity;
  }

  /// How full it is, from 0 to 1.
  double share(Instant now) {
    return capacity == 0 ? 0 : level(now) / capacity;
  }

  void put(double tokens) {
    level = Math.min(capacity, level + tokens);
  }

  /// Takes one that is there.
  void take() {
    level--;
  }
}
