package io.mailbuoy.classifier.core.attribution;

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

/// Finds the change that came shortly before and touches exactly what fails.
final class Blame {
  private static final long BEFORE = Duration.ofMinutes(30).toMillis();

  /// A change that names no scope may touch everything, so it must be closer in time.
  private static final long BEFORE_UNSCOPED = Duration.ofMinutes(10).toMillis();

  private static final long CLOCKS_DIFFER = Duration.ofMinutes(1).toMillis();

  private Blame() {}

  static @Nullable ChangeEvent change(
      TenantState state,
      long onset,
      Set<String> affected,
      List<Member> members,
      Map<FailureKind, Integer> kinds,
      Pattern pattern) {
    if (affected.isEmpty() || kinds.containsKey(FailureKind.SERVER_UNAVAILABLE)) {
      return null; // no change of ours makes a server say that it is down
    }
    return state.changes().stream()
        .filter(change -> fits(change, state, onset, affected, members, pattern))
        .max(Comparator.comparing(ChangeEvent::at))
        .orElse(null);
  }

  private static boolean fits(
      ChangeEvent change,
      TenantState state,
      long onset,
      Set<String> affected,
      List<Member> members,
      Pattern pattern) {
    long before = onset - change.at().toEpochMilli();
    if (before < -CLOCKS_DIFFER || before > BEFORE) {
      return false;
    }
    if (change.scope().isEmpty()) {
      Set<String> subjects = new HashSet<>();
      state.eachSight(sight -> {
        if (!sight.control()) {
          subjects.add(sight.targetId());
        }
      });
      return before <= BEFORE_UNSCOPED && pattern == Pattern.HARD && affected.containsAll(subjects);
    }
    Set<String> scope = Set.copyOf(change.scope());
    Set<String> seen = new HashSet<>();
    for (Member member : members) {
      if (member.tally().attempts() > 0 && scope.contains(member.sight().targetId())) {
        seen.add(member.sight().targetId());
      }
    }
    return scope.containsAll(affected) && affected.size() * 2 >= seen.size();
  }
}
