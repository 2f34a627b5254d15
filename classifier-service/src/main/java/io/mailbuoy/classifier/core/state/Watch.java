package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.detection.Baseline;
import io.mailbuoy.classifier.core.detection.Cusum;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One track of one target at one location: its detector, what is normal for it, and what was
/// counted in the episode that it belongs to.
public final class Watch {
  public final Cusum cusum = new Cusum();
  public final Baseline baseline = new Baseline();
  private @Nullable String episode;
  private Tally tally = new Tally();

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

  void writeTo(DataOutput out) throws IOException {
    cusum.writeTo(out);
    baseline.writeTo(out);
    Words.text(out, episode);
    tally.writeTo(out);
  }

  void readFrom(DataInput in) throws IOException {
    cusum.readFrom(in);
    baseline.readFrom(in);
    episode = Words.text(in);
    tally.readFrom(in);
  }
}
