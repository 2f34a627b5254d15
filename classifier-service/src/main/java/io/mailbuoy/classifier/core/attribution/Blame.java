package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Pattern;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the change that came shortly before and touches exactly what fails: what it touches fails
/// more often than not, and what it does not touch fails no more than by chance.
final class Blame {
  private static final long BEFORE = Duration.ofMinutes(30).toMillis();

  /// A change that names no scope may touch everything, so it must be closer in time.
  private static final long BEFORE_UNSCOPED = Duration.ofMinutes(10).toMillis();

  private static final long CLOCKS_DIFFER = Duration.ofMinutes(1).toMillis();

  /// What begins to fail this much later outside of the change may be another fault.
  private static final long LATER = Duration.ofMinutes(15).toMillis();

  private static final double FEW = 0.2;
  private static final double NEARLY_ALL = 0.9;

  private final TenantState state;
  private final long onset;
  private final List<Member> members;
  private final List<Member> affected;
  private final Map<FailureKind, Integer> kinds;
  private final Pattern pattern;

  /// @param affected those of the members that fail beyond chance
  /// @param kinds recent failures by kind
  Blame(
      TenantState state,
      long onset,
      List<Member> members,
      List<Member> affected,
      Map<FailureKind, Integer> kinds,
      Pattern pattern) {
    this.state = state;
    this.onset = onset;
    this.members = members;
    this.affected = affected;
    this.kinds = kinds;
    this.pattern = pattern;
  }

  @Nullable ChangeEvent change() {
    if (affected.isEmpty() || state.changes().isEmpty() || saysThatItIsDown()) {
      return null;
    }
    return state.changes().stream()
        .filter(this::fits)
        .max(Comparator.comparing(ChangeEvent::at))
        .orElse(null);
  }

  /// No change of ours makes a server say that it is down, or a token endpoint fail.
  private boolean saysThatItIsDown() {
    int all = kinds.values().stream().mapToInt(Integer::intValue).sum();
    int down =
        kinds.getOrDefault(FailureKind.SERVER_UNAVAILABLE, 0)
            + kinds.getOrDefault(FailureKind.TOKEN_UNAVAILABLE, 0);
    return down == all || down > Math.max(1, all * FEW); // one may be chance
  }

  private boolean fits(ChangeEvent change) {
    long before = onset - change.at().toEpochMilli();
    if (before < -CLOCKS_DIFFER || before > BEFORE) {
      return false;
    }
    return change.scope().isEmpty()
        ? before <= BEFORE_UNSCOPED && pattern == Pattern.HARD && hitsNearlyAll()
        : hitsItsScope(Set.copyOf(change.scope()));
  }

  private boolean hitsNearlyAll() {
    Set<String> subjects = new HashSet<>();
    state.eachSight(sight -> {
      if (!sight.control() && sight.lastAt() >= onset) {
        subjects.add(sight.targetId());
      }
    });
    Set<String> hit = new HashSet<>();
    affected.forEach(member -> hit.add(member.sight().targetId()));
    return hit.size() >= subjects.size() * NEARLY_ALL;
  }

  private boolean hitsItsScope(Set<String> scope) {
    Set<String> touched = new HashSet<>();
    Set<String> untouched = new HashSet<>();
    for (Member member : members) {
      if (member.tally().attempts() > 0) {
        (in(scope, member.sight()) ? touched : untouched).add(member.sight().targetId());
      }
    }
    Set<String> hit = new HashSet<>();
    Set<String> spared = new HashSet<>();
    for (Member member : affected) {
      Sight sight = member.sight();
      if (in(scope, sight)) {
        hit.add(sight.targetId());
      } else if (firstFailure(sight) < onset + LATER) {
        return false; // it began with the rest, and the change does not explain it
      } else {
        spared.add(sight.targetId());
      }
    }
    return !hit.isEmpty()
        && hit.size() * 2 >= touched.size()
        && spared.size() <= untouched.size() * FEW;
  }

  /// A change names targets, or a whole service.
  private static boolean in(Set<String> scope, Sight sight) {
    return scope.contains(sight.targetId()) || scope.contains(sight.scope().service());
  }

  /// The first remembered failure since the onset.
  private long firstFailure(Sight sight) {
    History history = sight.history();
    long first = Long.MAX_VALUE;
    for (int back = 0; back < history.size(); back++) {
      if (history.failed(back) && history.at(back) >= onset) {
        first = Math.min(first, history.at(back));
      }
    }
    return first;
  }
}
