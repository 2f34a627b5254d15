package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.Tally;
import io.mailbuoy.classifier.core.state.Track;

/// A subject that a fault may concern, and what was counted of it since the onset.
public record Member(Sight sight, Tally tally, Track track) {
  /// Whether it fails beyond its baseline.
  public boolean affected() {
    return tally.beyond(track.norm(), sight.watch(track).baseline.rate());
  }
}
