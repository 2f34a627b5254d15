package io.mailbuoy.notifier.delivery;

import java.time.Duration;

/// What a worker does with an alert after it has dealt with it.
public sealed interface Next {
  /// Nothing until there is news.
  record Done() implements Next {}

  /// Try again after a pause.
  record TryAgain(Duration pause) implements Next {}

  /// Try again after a pause in which nothing else goes out over the channel either.
  record PauseChannel(Duration pause) implements Next {}

  /// Look again after a pause, or when there is news.
  record Hold(Duration pause) implements Next {}

  /// The same, and whoever is told something meanwhile may be told this with it.
  record Gather(Duration pause) implements Next {}

  /// It has been told, and the channel takes messages again: what waits for another attempt is
  /// looked at now.
  record CatchUp() implements Next {}
}
