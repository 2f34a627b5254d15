package io.mailbuoy.classifier.core;

import java.time.Duration;

/// What an operator may set.
///
/// @param blindAfter a location is blind when none of its results has arrived for this long
/// @param quietFor how long an episode must be quiet at least before it is resolved
/// @param reopenWithin an episode that begins so soon after an equal one was resolved names it
public record Tuning(Duration blindAfter, Duration quietFor, Duration reopenWithin) {
  /// What holds where nothing is set.
  public static final Tuning DEFAULT =
      new Tuning(Duration.ofMinutes(15), Duration.ofMinutes(5), Duration.ofHours(6));
}
