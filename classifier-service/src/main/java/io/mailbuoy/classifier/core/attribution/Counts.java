package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.contracts.event.FailureKind;
import java.time.Duration;

/// First attempts of a group of targets, counted from what is remembered.
final class Counts {
  private static final long WINDOW = Duration.ofMinutes(30).toMillis();
  private static final int WINDOW_PROBES = 5;
  private static final long SOON = Duration.ofMinutes(2).toMillis();
  private static final double SOME = 0.1;

  private final Sight sample;
  int seen;
  int failed;
  private int pathLike;
  private int tokens;
  private int names;
  private boolean due;

  Counts(Sight sample) {
    this.sample = sample;
  }

  /// How far back a target is looked at, in milliseconds: half an hour, or some of its probes where
  /// they are rare.
  static long window(Sight sight) {
    return Math.max(WINDOW, (long) (WINDOW_PROBES * sight.intervalMillis()));
  }

  static Counts of(Sight sight, long since) {
    Counts counts = new Counts(sight);
    counts.add(sight, since);
    return counts;
  }

  void add(Sight sight, long since) {
    due |= sight.intervalMillis() > 0 && sight.intervalMillis() <= SOON;
    History history = sight.history();
    for (int back = 0; back < history.size(); back++) {
      History.Entry entry = history.entry(back);
      FailureKind kind = entry.kind();
      if (entry.first() && entry.at() >= since && kind != FailureKind.THROTTLED) {
        seen++;
        if (kind != null) {
          failed++;
          pathLike += Kinds.pathLike(kind) ? 1 : 0;
          tokens += kind == FailureKind.TOKEN_UNAVAILABLE ? 1 : 0;
          names += kind == FailureKind.DNS_FAILURE ? 1 : 0;
        }
      }
    }
  }

  boolean isFailing() {
    return failed > seen * SOME;
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
        due);
  }
}
