package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.Tally;
import io.mailbuoy.classifier.core.state.Track;
import io.mailbuoy.contracts.event.FailureKind;

/// A subject that a fault may concern, and what was counted of it since the onset.
public record Member(Sight sight, Tally tally, Track track) {
  /// Whether it fails beyond its baseline.
  public boolean affected() {
    return tally.beyond(track.norm(), baseline());
  }

  /// Whether a failure is one of those that are looked for: being throttled is a matter of its own.
  boolean concerns(FailureKind kind) {
    return (kind == FailureKind.THROTTLED) == (track == Track.LOAD);
  }

  /// How often it fails when nothing is wrong.
  double baseline() {
    return sight.watch(track).baseline.rate();
  }

  /// How many failures of as many attempts would be beyond its baseline.
  int failuresBeyond() {
    return tally.failuresBeyond(baseline());
  }
}
