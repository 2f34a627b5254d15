package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.detection.Norm;
import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.contracts.event.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// From when on the controls are compared with what fails.
///
/// A detector's onset may lie before the fault, where something failed by chance just then. A
/// control that answered in between would seem to answer during the fault. So of all failures since
/// the onset that one is taken from which on the failures are most improbable by chance: the
/// maximum-likelihood estimate of a change from the usual rate to an unknown one.
final class Beginning {
  /// In an old fault a minute does not matter.
  private static final long YOUNG = Duration.ofMinutes(15).toMillis();

  private static final int FIFTH = 5;

  private Beginning() {}

  private record Sample(long at, boolean failed) {}

  /// @param members subjects of the scope
  /// @param locations from where it fails
  /// @param affected those that fail
  static long of(
      List<Member> members, Set<String> locations, List<Member> affected, long onset, long now) {
    long earliest = Math.min(onset, failingSince(affected));
    if (earliest < onset || now - onset > YOUNG) {
      return earliest;
    }
    List<Sample> samples = samples(members, locations, onset);
    long began = onset;
    double best = 0;
    int attempts = 0;
    int failures = 0;
    for (Sample sample : samples) { // the newest first
      attempts++;
      if (sample.failed()) {
        failures++;
        double likelihood = likelihood(failures, attempts);
        if (likelihood >= best) {
          best = likelihood;
          began = sample.at();
        }
      }
    }
    return Math.max(onset, began);
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

  private static List<Sample> samples(List<Member> members, Set<String> locations, long onset) {
    List<Sample> samples = new ArrayList<>();
    for (Member member : members) {
      if (locations.contains(member.sight().location())) {
        History history = member.sight().history();
        for (int back = 0; back < history.size(); back++) {
          if (history.at(back) >= onset) {
            History.Entry entry = history.entry(back);
            FailureKind kind = entry.kind();
            if (entry.first() && (kind == null || member.concerns(kind))) {
              samples.add(new Sample(entry.at(), entry.failed()));
            }
          }
        }
      }
    }
    samples.sort(Comparator.comparingLong(Sample::at).reversed());
    return samples;
  }

  /// The logarithm of the likelihood of so many failures at their own rate, against the usual rate.
  private static double likelihood(int failures, int attempts) {
    double rate = failures / (double) attempts;
    if (rate <= Norm.FAILURES.floor()) {
      return 0;
    }
    double ofFailures = failures * Math.log(rate / Norm.FAILURES.floor());
    double ofSuccesses =
        rate >= 1 ? 0 : (attempts - failures) * Math.log((1 - rate) / (1 - Norm.FAILURES.floor()));
    return ofFailures + ofSuccesses;
  }
}
