package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.detection.Evidence;
import io.mailbuoy.classifier.core.detection.Norm;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// From when on the controls are compared with what fails.
///
/// A detector's onset may lie before the fault, where something failed by chance just then. A
/// control that answered in between would seem to answer during the fault. So of all failures since
/// the onset that one is taken from which on most speaks for a change from the usual rate to an
/// unknown one: see [Evidence].
final class Beginning {
  /// In an old fault a minute does not matter. Before it is told of, it is not known how old it is.
  private static final long YOUNG = Duration.ofMinutes(15).toMillis();

  private static final int FIFTH = 5;

  private Beginning() {}

  /// @param members subjects of the scope
  /// @param locations from where it fails
  /// @param affected those that fail
  /// @param told whether there is an episode of it
  static long of(
      List<Member> members,
      Set<String> locations,
      List<Member> affected,
      long onset,
      long now,
      boolean told) {
    long earliest = Math.min(onset, failingSince(affected));
    if (earliest < onset || (told && now - onset > YOUNG)) {
      return earliest;
    }
    Evidence evidence = new Evidence();
    long began = onset;
    double best = 0;
    for (Sample sample : Sample.newestFirst(compared(members, locations, affected), onset)) {
      evidence.add(sample.failed(), Norm.FAILURES.floor());
      if (sample.failed() && evidence.log() >= best) {
        best = evidence.log();
        began = sample.at();
      }
    }
    return Math.max(onset, began);
  }

  /// Those that are affected were chosen because they failed. Where they are many, the successes of
  /// the others at the same places tell as much of when it had not begun yet; where they are few,
  /// the others are well and would hide it.
  private static List<Member> compared(
      List<Member> members, Set<String> locations, List<Member> affected) {
    List<Member> there =
        members.stream().filter(m -> locations.contains(m.sight().location())).toList();
    return affected.size() > 1 && affected.size() * 2 >= there.size() ? there : affected;
  }

  /// Since when a fifth of those that fail now have failed without a break. One of them may have
  /// failed by chance just before.
  private static long failingSince(List<Member> affected) {
    long[] since =
        affected.stream()
            .mapToLong(m -> m.sight().failingSince())
            .filter(at -> at > 0)
            .sorted()
            .toArray();
    return since.length == 0 ? Long.MAX_VALUE : since[since.length / FIFTH];
  }
}
