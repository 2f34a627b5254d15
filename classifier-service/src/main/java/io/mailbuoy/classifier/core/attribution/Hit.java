package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.detection.Baseline;
import io.mailbuoy.classifier.core.detection.Chance;
import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.contracts.event.FailureKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who is hit by a fault, and who has only failed by chance while others were hit.
///
/// A target that fails again and again is hit by itself. Those that have failed only now and then
/// are taken together: where no more of them have failed than would by chance, none of them is hit,
/// and otherwise all are, because a fault that comes and goes begins like this everywhere.
final class Hit {
  /// How improbable it must be that a target fails by chance, as one of all that are watched.
  private static final double IMPROBABLE = 0.01;

  /// The same for the rest together, which are looked at again and again while a fault goes on.
  private static final double VERY_IMPROBABLE = 0.001;

  private static final double PRIOR_FAILURES = 1;
  private static final double PRIOR_SAMPLES = 200;
  private static final double CEILING = 0.05;

  private Hit() {}

  /// What is not sure of those at one location: how many have failed beyond their baseline, and how
  /// many would by chance.
  private static final class Place {
    private int loose;
    private double expected;

    boolean byChance() {
      return Chance.rareAtLeast(loose, expected) >= VERY_IMPROBABLE;
    }
  }

  private record Suspect(Member member, boolean sure, Place place) {
    boolean hit() {
      return sure || !place.byChance();
    }
  }

  /// The members that are hit, in their order.
  static List<Member> of(List<Member> members, long onset) {
    double usual = usual(members, onset);
    Map<String, Place> places = new HashMap<>();
    List<Suspect> suspects = new ArrayList<>();
    for (Member member : members) {
      int attempts = member.tally().attempts();
      int failures = member.tally().failures();
      double rate = Math.max(member.baseline(), usual);
      Place place = places.computeIfAbsent(member.sight().location(), name -> new Place());
      if (failures >= 2
          && Chance.atLeast(failures, attempts, rate) * members.size() < IMPROBABLE) {
        suspects.add(new Suspect(member, true, place));
      } else if (attempts > 0) {
        place.expected += Chance.atLeast(member.failuresBeyond(), attempts, rate);
        if (member.affected()) {
          suspects.add(new Suspect(member, false, place));
          place.loose++;
        }
      }
    }
    boolean any = suspects.stream().anyMatch(Suspect::hit);
    return suspects.stream().filter(s -> !any || s.hit()).map(Suspect::member).toList();
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
    return Math.clamp(failures / samples, Baseline.FLOOR, CEILING);
  }
}
