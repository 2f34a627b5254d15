package io.mailbuoy.probe.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lets so many results through for each turn. Of more, an even share of the failures and of the
/// successes is taken, so that the rate of failures, by which faults are found, stays what it is; a
/// log in which all that fails is kept and what works is dropped would tell of an outage every day.
/// Only the first failure of its kind in a minute is taken whatever comes with it.
final class Sampler {
  private static final Duration FIRST_OF = Duration.ofMinutes(1);

  private final int most;
  private final Map<String, Instant> told = new HashMap<>();
  private double failureCredit;
  private double successCredit;
  private long leftOut;

  /// @param most results in a turn
  Sampler(int most) {
    this.most = most;
  }

  /// How many were left out so far.
  long leftOut() {
    return leftOut;
  }

  List<Evidence> take(List<Evidence> turn, Instant now) {
    told.values().removeIf(at -> !at.plus(FIRST_OF).isAfter(now));
    if (turn.size() <= most) {
      return turn;
    }
    double share = (double) most / turn.size();
    List<Evidence> taken = new ArrayList<>();
    for (Evidence each : turn) {
      boolean chosen;
      if (each.finding() instanceof Finding.Failed failed) {
        failureCredit += share;
        boolean first = told.size() < most && told.putIfAbsent(failed.kind().text(), now) == null;
        chosen = failureCredit >= 1 || first;
        failureCredit -= chosen ? 1 : 0;
      } else {
        successCredit += share;
        chosen = successCredit >= 1;
        successCredit -= chosen ? 1 : 0;
      }
      if (chosen) {
        taken.add(each);
      } else {
        leftOut++;
      }
    }
    return taken;
  }
}
