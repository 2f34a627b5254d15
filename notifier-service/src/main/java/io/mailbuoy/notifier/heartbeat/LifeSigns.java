package io.mailbuoy.notifier.heartbeat;

import io.mailbuoy.contracts.event.TargetHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/// Whether the whole line is alive: whether a result of a probe has come through the classifier to
/// here lately, and somebody could be told.
///
/// The evidence is the time of the newest result that the classifier has put into a target's
/// health; it writes one every few seconds while results arrive. A classifier that works off a
/// backlog shows old times, and that is no sign of life.
public final class LifeSigns {
  private final Duration staleAfter;
  private final Set<String> channels;
  private final Supplier<Set<String>> struggling;
  private Instant newest = Instant.MIN;

  /// @param staleAfter how old the newest result may be
  /// @param channels all that are configured
  /// @param struggling those of them that have been failing for long
  public LifeSigns(Duration staleAfter, Set<String> channels, Supplier<Set<String>> struggling) {
    this.staleAfter = staleAfter;
    this.channels = Set.copyOf(channels);
    this.struggling = struggling;
  }

  /// What there is to say.
  public sealed interface Sign {
    /// The line works.
    record Alive() implements Sign {}

    /// It does not.
    ///
    /// @param reason as a part of a sentence
    record Dead(String reason) implements Sign {}
  }

  /// The classifier has written how a target is seen.
  public synchronized void seen(TargetHealth health) {
    for (TargetHealth.AtLocation place : health.locations()) {
      if (place.updatedAt().isAfter(newest)) {
        newest = place.updatedAt();
      }
    }
  }

  public synchronized Sign at(Instant now) {
    if (newest.equals(Instant.MIN)) {
      return new Sign.Dead("no result has come through the classifier yet");
    }
    if (newest.plus(staleAfter).isBefore(now)) {
      return new Sign.Dead("the newest result that came through the classifier is of " + newest);
    }
    return !channels.isEmpty() && struggling.get().containsAll(channels)
        ? new Sign.Dead("no channel works")
        : new Sign.Alive();
  }
}
