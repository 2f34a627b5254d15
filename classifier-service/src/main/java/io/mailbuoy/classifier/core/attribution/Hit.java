package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.detection.Chance;
import io.mailbuoy.classifier.core.detection.Norm;
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
  private static final double VERY_IMPROBABLE = 1e-4;

  private static final double PRIOR_FAILURES = 1;
  private static final double PRIOR_SAMPLES = 200;
  private static final double CEILING = 0.05;

  private Hit() {}

  /// Those of one location that fail alike and of whom it is not sure.
  private record Place(String location, Kinds symptom) {}

  private record Suspect(Member member, boolean sure, Place place) {}

  /// The members that are hit, in their order.
  static List<Member> of(List<Member> members, long onset) {
    double usual = usual(members, onset);
    Map<String, Double> expected = new HashMap<>();
    Map<Place, Integer> loose = new HashMap<>();
    List<Suspect> suspects = new ArrayList<>();
    for (Member member : members) {
      int attempts = member.tally().attempts();
      int failures = member.tally().failures();
      double rate = Math.max(member.baseline(), usual);
      String location = member.sight().location();
      Place place = new Place(location, Kinds.dominant(member.tally().kinds()));
      if (failures >= 2 && Chance.atLeast(failures, attempts, rate) * members.size() < IMPROBABLE) {
        suspects.add(new Suspect(member, true, place));
      } else if (attempts > 0) {
        double byChance = Chance.atLeast(member.failuresBeyond(), attempts, rate);
        expected.merge(location, byChance, Double::sum);
        if (member.affected()) {
          suspects.add(new Suspect(member, false, place));
          loose.merge(place, 1, Integer::sum);
        }
      }
    }
    List<Member> hit =
        suspects.stream()
            .filter(s -> s.sure() || !byChance(loose, expected, s.place()))
            .map(Suspect::member)
            .toList();
    return hit.isEmpty() ? suspects.stream().map(Suspect::member).toList() : hit;
  }

  private static boolean byChance(
      Map<Place, Integer> loose, Map<String, Double> expected, Place place) {
    return Chance.rareAtLeast(
            loose.getOrDefault(place, 0), expected.getOrDefault(place.location(), 0.0))
        >= VERY_IMPROBABLE;
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
