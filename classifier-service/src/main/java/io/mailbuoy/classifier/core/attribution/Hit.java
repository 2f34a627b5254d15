package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.detection.Chance;
import io.mailbuoy.classifier.core.detection.Norm;
import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.contracts.event.FailureKind;
import java.util.ArrayList;
import java.util.List;

/// Who is hit by a fault, and who has only failed by chance while others were hit.
///
/// A target that fails again and again is hit by itself. Those that have failed only now and then
/// are taken together: where no more of them have failed than would by chance, none of them is hit,
/// and otherwise all are, because a fault that comes and goes begins like this everywhere.
final class Hit {
  /// How improbable failures by chance must be.
  private static final double IMPROBABLE = 0.01;

  private static final double PRIOR_FAILURES = 1;
  private static final double PRIOR_SAMPLES = 200;
  private static final double CEILING = 0.05;

  private Hit() {}

  private record Suspect(Member member, boolean sure) {}

  /// The members that are hit, in their order.
  static List<Member> of(List<Member> members, long onset) {
    double usual = usual(members, onset);
    List<Suspect> suspects = new ArrayList<>();
    int loose = 0;
    double expected = 0;
    for (Member member : members) {
      int attempts = member.tally().attempts();
      int failures = member.tally().failures();
      double rate = Math.max(member.baseline(), usual);
      if (failures >= 2 && Chance.atLeast(failures, attempts, rate) * members.size() < IMPROBABLE) {
        suspects.add(new Suspect(member, true));
      } else if (attempts > 0) {
        expected += Chance.atLeast(member.failuresBeyond(), attempts, rate);
        if (member.affected()) {
          suspects.add(new Suspect(member, false));
          loose++;
        }
      }
    }
    boolean byChance = loose < suspects.size() && Chance.rareAtLeast(loose, expected) >= IMPROBABLE;
    return suspects.stream().filter(s -> s.sure() || !byChance).map(Suspect::member).toList();
  }

  /// How often the members together failed before the onset. All of them know that sooner than each
  /// by itself.
  private static double usual(List<Member> members, long onset) {
    double failures = PRIOR_FAILURES;
    double samples = PRIOR_SAMPLES;
    for (Member member : members) {
      History history = member.sight().history();
      for (int back = 0; back < history.size(); back++) {
        if (history.at(back) < onset) {
          History.Entry entry = history.entry(back);
          if (entry.first() && entry.kind() != FailureKind.THROTTLED) {
            samples++;
            failures += entry.failed() ? 1 : 0;
          }
        }
      }
    }
    return Math.clamp(failures / samples, Norm.FAILURES.floor(), CEILING);
  }
}
