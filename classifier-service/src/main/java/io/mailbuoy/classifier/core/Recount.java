package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.Tally;
import io.mailbuoy.classifier.core.state.Track;
import io.mailbuoy.contracts.event.FailureKind;

/// Counts again what is remembered of a target, from the onset of a fault on.
final class Recount {
  private Recount() {}

  static Tally since(long onset, Sight sight, Track track) {
    Tally tally = new Tally();
    History history = sight.history();
    for (int back = history.size() - 1; back >= 0; back--) {
      if (history.at(back) >= onset) {
        switch (track) {
          case FAULT -> fault(tally, history.entry(back));
          case LOAD -> load(tally, history.entry(back));
          case SLOW -> slow(tally, sight, back);
        }
      }
    }
    return tally;
  }

  private static void fault(Tally tally, History.Entry entry) {
    if (entry.kind() != FailureKind.THROTTLED) {
      count(tally, entry);
    }
  }

  private static void load(Tally tally, History.Entry entry) {
    if (entry.kind() == null || entry.kind() == FailureKind.THROTTLED) {
      count(tally, entry);
    }
  }

  private static void count(Tally tally, History.Entry entry) {
    FailureKind kind = entry.kind();
    if (!entry.first()) {
      tally.retry(kind != null);
    } else if (kind == null) {
      tally.success();
    } else {
      tally.failure(kind, entry.phase(), entry.tokenIssued());
    }
  }

  private static void slow(Tally tally, Sight sight, int back) {
    History.Entry entry = sight.history().entry(back);
    if (!entry.first() || entry.failed()) {
      return;
    }
    if (sight.tempo().slow(sight.history(), back)) {
      tally.slow();
    } else {
      tally.success();
    }
  }
}
