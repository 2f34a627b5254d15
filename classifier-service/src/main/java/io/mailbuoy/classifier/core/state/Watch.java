package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.detection.Baseline;
import io.mailbuoy.classifier.core.detection.Cusum;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One track of one target at one location: its detector, what is normal for it, and what was
/// counted in the episode that it belongs to.
public final class Watch {
  public final Cusum cusum;
  public final Baseline baseline;
  private @Nullable String episode;
  private Tally tally = new Tally();

  /// Where its results are pooled, found once.
  private List<Pool> pools = List.of();

  public Watch(Track track) {
    cusum = new Cusum(track.norm());
    baseline = new Baseline(track.norm());
  }

  /// The open episode that this belongs to.
  public @Nullable String episode() {
    return episode;
  }

  public Tally tally() {
    return tally;
  }

  /// Joins an episode with what was counted since its onset.
  public void join(String episodeId, Tally sinceOnset) {
    episode = episodeId;
    tally = sinceOnset;
    cusum.reset();
    baseline.forgetWaiting();
  }

  /// Leaves its episode.
  public void leave() {
    episode = null;
    tally = new Tally();
    cusum.reset();
  }

  /// Leaves an episode that is over, where a crash came between its end and this.
  void leaveUnless(Predicate<String> open) {
    String joined = episode;
    if (joined != null && !open.test(joined)) {
      leave();
    }
  }

  List<Pool> pools() {
    return pools;
  }

  void pools(List<Pool> found) {
    pools = found;
  }

  void writeTo(DataOutput out) throws IOException {
    cusum.writeTo(out);
    baseline.writeTo(out);
    Words.text(out, episode);
    if (episode != null) {
      tally.writeTo(out);
    }
  }

  void readFrom(DataInput in) throws IOException {
    cusum.readFrom(in);
    baseline.readFrom(in);
    episode = Words.text(in);
    if (episode != null) {
      tally.readFrom(in);
    }
  }
}
