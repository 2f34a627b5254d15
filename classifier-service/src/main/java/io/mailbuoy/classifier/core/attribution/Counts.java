package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.detection.Chance;
import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.contracts.event.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// First attempts of a group of targets, counted from what is remembered: since the onset, or,
/// where that is long ago, what is recent; and before the onset, to know whether they were well
/// then.
final class Counts {
  private static final long WINDOW = Duration.ofMinutes(10).toMillis();
  private static final int WINDOW_PROBES = 5;

  /// How far back before the onset is looked.
  private static final long BEFORE = Duration.ofMinutes(30).toMillis();

  /// So long before the onset something else may begin to fail for the same reason.
  private static final long SAME_ONSET = Duration.ofMinutes(5).toMillis();

  private static final int SAME_ONSET_PROBES = 3;

  /// So many failures in a row are no chance: what was before them is not compared any more.
  private static final int ROW = 3;

  private static final double SOME = 0.1;
  private static final double ILL = 0.3;
  private static final double USUAL = 0.01;
  private static final double IMPROBABLE = 0.001;

  private final Sight sample;
  private final long onset;
  private final long now;
  private int seen;
  private int failed;
  private int pathLike;
  private int tokens;
  private int names;
  private int seenBefore;
  private int failedBefore;
  private boolean anyWell;
  private double interval;
  private long lastAt;

  Counts(Sight sample, long onset, long now) {
    this.sample = sample;
    this.onset = onset;
    this.now = now;
  }

  /// How far back a target is looked at, in milliseconds: some minutes, or some of its probes where
  /// they are rare.
  static long window(Sight sight) {
    return Math.max(WINDOW, (long) (WINDOW_PROBES * sight.intervalMillis()));
  }

  static Counts of(Sight sight, long onset, long now) {
    Counts counts = new Counts(sight, onset, now);
    counts.add(sight);
    return counts;
  }

  void add(Sight sight) {
    interval = Math.max(interval, sight.intervalMillis());
    lastAt = Math.max(lastAt, sight.lastAt());
    if (ill(sight)) {
      return;
    }
    anyWell = true;
    long since = Math.max(Math.max(onset, now - window(sight)), turned(sight));
    long before = onset - Math.max(BEFORE, (long) (WINDOW_PROBES * sight.intervalMillis()));
    History history = sight.history();
    for (int back = 0; back < history.size(); back++) {
      History.Entry entry = history.entry(back);
      if (counts(entry)) {
        if (entry.at() >= since) {
          count(entry.kind());
        } else if (entry.at() < onset && entry.at() >= before) {
          seenBefore++;
          failedBefore += entry.failed() ? 1 : 0;
        }
      }
    }
  }

  private static boolean counts(History.Entry entry) {
    return entry.first() && entry.kind() != FailureKind.THROTTLED;
  }

  private void count(@Nullable FailureKind kind) {
    seen++;
    if (kind != null) {
      failed++;
      pathLike += Kinds.pathLike(kind) ? 1 : 0;
      tokens += kind == FailureKind.TOKEN_UNAVAILABLE ? 1 : 0;
      names += kind == FailureKind.DNS_FAILURE ? 1 : 0;
    }
  }

  /// Whether it was failing so long before the onset that this has another reason.
  private boolean ill(Sight sight) {
    long grace = Math.max(SAME_ONSET, (long) (SAME_ONSET_PROBES * sight.intervalMillis()));
    if (sight.failingSince() > 0 && sight.failingSince() < onset - grace) {
      return true;
    }
    int seenThen = 0;
    int failedThen = 0;
    History history = sight.history();
    for (int back = 0; back < history.size(); back++) {
      History.Entry entry = history.entry(back);
      if (counts(entry) && entry.at() < onset - grace && entry.at() >= onset - grace - BEFORE) {
        seenThen++;
        failedThen += entry.failed() ? 1 : 0;
      }
    }
    return failedThen >= ROW && failedThen > ILL * seenThen;
  }

  /// When the current row of failures began, where it is long enough to be no chance; otherwise 0.
  private static long turned(Sight sight) {
    long began = 0;
    int row = 0;
    History history = sight.history();
    for (int back = 0; back < history.size(); back++) {
      History.Entry entry = history.entry(back);
      if (counts(entry)) {
        if (!entry.failed()) {
          break;
        }
        began = entry.at();
        row++;
      }
    }
    return row >= ROW ? began : 0;
  }

  int seen() {
    return seen;
  }

  Answers answers() {
    return new Answers(seen, failed);
  }

  /// Whether more than some fail.
  boolean isFailing() {
    return !anyWell || failed > seen * SOME;
  }

  /// Whether more fail than chance explains.
  boolean failsBeyondChance() {
    return Chance.atLeast(failed, seen, USUAL) < IMPROBABLE;
  }

  Neighbour neighbour() {
    return new Neighbour(
        sample.scope(),
        sample.location(),
        Names.provider(sample.scope().service()),
        seen,
        failed,
        pathLike,
        tokens,
        names,
        seenBefore,
        failedBefore,
        lastAt,
        (long) interval,
        !anyWell);
  }
}
