package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.HealthState;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.TargetHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells how each target is seen: when that changes, and now and then to show that it is still so.
/// Every few seconds one of a tenant and location is told in any case, as a sign that results come
/// through.
final class HealthBook {
  private static final long TELL_EVERY = Duration.ofMinutes(30).toMillis();
  private static final long PULSE = Duration.ofSeconds(5).toMillis();
  private static final int RECENT = 20;
  private static final int ROW = 3;
  private static final int SOME = 2;

  /// Whether a result is the first of its location in these few seconds.
  ///
  /// @param heardAt event time of the newest result before it, in milliseconds since 1970
  static boolean beats(@Nullable Long heardAt, long at) {
    return heardAt == null || at / PULSE > heardAt / PULSE;
  }

  /// @param beats whether it is to be told even where nothing has changed
  void update(TenantState state, Sight sight, boolean beats, List<Decision> decisions) {
    HealthState seen = judge(sight.history());
    boolean turned = seen != sight.health();
    long now = sight.lastAt();
    if (turned) {
      sight.health(seen, now);
    }
    if (turned || beats || now - sight.healthToldAt() >= TELL_EVERY) {
      sight.healthTold(now);
      decisions.add(new Decision.HealthSeen(health(state, sight)));
    }
  }

  private static HealthState judge(History history) {
    int seen = 0;
    int failed = 0;
    boolean inRow = true;
    int row = 0;
    for (int back = 0; back < history.size() && seen < RECENT; back++) {
      History.Entry entry = history.entry(back);
      if (entry.first() && entry.kind() != FailureKind.THROTTLED) {
        seen++;
        failed += entry.failed() ? 1 : 0;
        inRow &= entry.failed();
        row += inRow ? 1 : 0;
      }
    }
    if (row >= ROW) {
      return HealthState.FAILING;
    }
    return failed >= SOME ? HealthState.DEGRADED : HealthState.HEALTHY;
  }

  private static double failureRatio(History history) {
    int seen = 0;
    int failed = 0;
    for (int back = 0; back < history.size() && seen < RECENT; back++) {
      History.Entry entry = history.entry(back);
      if (entry.first()) {
        seen++;
        failed += entry.failed() ? 1 : 0;
      }
    }
    return seen == 0 ? 0 : failed / (double) seen;
  }

  private static TargetHealth health(TenantState state, Sight sight) {
    List<TargetHealth.AtLocation> places = new ArrayList<>();
    for (Sight place : state.sightsOf(sight.targetId())) {
      Map<String, Long> millis = new TreeMap<>();
      for (Phase phase : Phase.values()) {
        if (place.phaseMillis(phase) > 0) {
          millis.put(phase.text(), place.phaseMillis(phase));
        }
      }
      FailureKind kind = place.lastKind();
      places.add(
          new TargetHealth.AtLocation(
              place.location(),
              Open.of(place.health()),
              Instant.ofEpochMilli(place.healthSince()),
              failureRatio(place.history()),
              millis,
              kind == null ? null : Open.of(kind),
              Instant.ofEpochMilli(place.lastAt())));
    }
    boolean tenantless = state.tenant().isEmpty() || sight.shared();
    return new TargetHealth(
        sight.targetId(),
        tenantless ? null : state.tenant(),
        sight.scope().service(),
        sight.scope().protocol(),
        Open.of(sight.control() ? Role.CONTROL : Role.SUBJECT),
        places);
  }
}
