package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Phase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What those that are hit have shown of late. A fault may change while it goes on, so what it
/// looks like is taken from what is recent, and only its size from all of its time.
final class Recent {
  /// With fewer recent failures, all of its time is looked at.
  private static final int FEW = 5;

  /// The pattern is judged by at least so many first attempts of all that are hit, and so many of
  /// each.
  private static final int PATTERN_SAMPLES = 40;

  private static final int PATTERN_OF_EACH = 5;
  private static final double NEGLIGIBLE = 0.05;

  /// So many failures in a row after one success may be a hard fault, before which something failed
  /// by chance.
  private static final int ROW = 3;

  private static final double NEARLY_ALL = 0.9;

  final Map<FailureKind, Integer> kinds = new EnumMap<>(FailureKind.class);
  final Map<Phase, Integer> phases = new EnumMap<>(Phase.class);
  int tokensIssued;

  private Recent() {}

  static Recent of(List<Member> affected, long onset, long now) {
    Recent recent = new Recent();
    int failures = 0;
    for (Member member : affected) {
      Sight sight = member.sight();
      long since = Math.max(onset, now - Counts.window(sight));
      History history = sight.history();
      for (int back = 0; back < history.size(); back++) {
        if (history.failed(back) && history.at(back) >= since) {
          History.Entry entry = history.entry(back);
          if (entry.first() && recent.count(member, entry)) {
            failures++;
          }
        }
      }
    }
    return failures < FEW ? ofAllTime(affected) : recent;
  }

  private boolean count(Member member, History.Entry entry) {
    FailureKind kind = entry.kind();
    if (kind == null || !member.concerns(kind)) {
      return false;
    }
    kinds.merge(kind, 1, Integer::sum);
    phases.merge(entry.phase(), 1, Integer::sum);
    tokensIssued += entry.tokenIssued() ? 1 : 0;
    return true;
  }

  private static Recent ofAllTime(List<Member> affected) {
    Recent all = new Recent();
    for (Member member : affected) {
      member.tally().kinds().forEach((kind, count) -> all.kinds.merge(kind, count, Integer::sum));
      member
          .tally()
          .phases()
          .forEach((phase, count) -> all.phases.merge(phase, count, Integer::sum));
      all.tokensIssued += member.tally().tokensIssued();
    }
    return all;
  }

  /// Hard where nothing that fails was seen to work before the last failure. As long as each of
  /// those that are hit has failed just once and others succeed, it may be either, and a fault that
  /// comes and goes over all of them is far likelier than one that picks as many targets.
  ///
  /// @param there first attempts since the onset where it fails, of those that are not hit too
  static Pattern pattern(List<Member> affected, Answers there, long onset) {
    int each =
        Math.max(PATTERN_OF_EACH, Math.ceilDiv(PATTERN_SAMPLES, Math.max(1, affected.size())));
    long lastFailure = affected.stream().mapToLong(m -> lastFailure(m.sight())).max().orElse(0);
    int between = 0;
    int failures = 0;
    int shortestRow = Integer.MAX_VALUE;
    for (Member member : affected) {
      Deque<History.Entry> last = new ArrayDeque<>();
      boolean failedBefore = last(member.sight(), each, onset, last);
      int row = 0;
      for (History.Entry entry : last) {
        row = entry.failed() ? row + 1 : 0;
        if (entry.failed()) {
          failedBefore = true;
          failures++;
        } else if (failedBefore && entry.at() < lastFailure) {
          between++;
        }
      }
      shortestRow = Math.min(shortestRow, row);
    }
    boolean chanceBefore = between <= 1 && shortestRow >= ROW;
    if (between > failures * NEGLIGIBLE && !chanceBefore) {
      return Pattern.INTERMITTENT;
    }
    int repeated = affected.stream().mapToInt(m -> m.tally().failures()).sum();
    boolean again = repeated >= 2 * affected.size();
    return again || there.failed() >= there.seen() * NEARLY_ALL
        ? Pattern.HARD
        : Pattern.INTERMITTENT;
  }

  /// Collects the last results since the onset, the oldest first.
  ///
  /// @return whether it had failed since the onset already before these
  private static boolean last(Sight sight, int most, long onset, Deque<History.Entry> last) {
    History history = sight.history();
    for (int back = 0; back < history.size(); back++) {
      if (history.at(back) >= onset) {
        if (last.size() < most) {
          last.addFirst(history.entry(back));
        } else if (history.failed(back)) {
          return true;
        }
      }
    }
    return false;
  }

  static long lastFailure(Sight sight) {
    History history = sight.history();
    for (int back = 0; back < history.size(); back++) {
      if (history.failed(back) && history.entry(back).first()) {
        return history.at(back);
      }
    }
    return 0;
  }
}
