package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What else is probed from the same places and answers, by the name that tells it apart: another
/// service by its own name, another protocol of the same service by the protocol's.
final class Working {
  private static final long RECENT = Duration.ofMinutes(10).toMillis();

  /// An answer from before the onset counts while the fault is this young, because the controls
  /// have not had their turn yet.
  private static final long JUST_NOW = Duration.ofSeconds(90).toMillis();

  private static final int RECENT_PROBES = 4;
  private static final double MOST = 0.8;

  private Working() {}

  static SortedSet<String> at(
      TenantState state, ScopeKey failing, Set<String> locations, long onset) {
    SortedMap<String, int[]> wellOfAll = new TreeMap<>();
    SortedMap<String, Set<Open<Protocol>>> protocols = new TreeMap<>();
    state.eachSight(sight ->
        protocols
            .computeIfAbsent(sight.scope().service(), name -> new HashSet<>())
            .add(sight.scope().protocol()));
    long now = state.timeline().now();
    state.eachSight(sight -> {
      if (!sight.scope().equals(failing)
          && (locations.isEmpty() || locations.contains(sight.location()))
          && recent(sight, onset, now)) {
        int[] count = wellOfAll.computeIfAbsent(name(sight, failing, protocols), n -> new int[2]);
        count[0] += well(sight) ? 1 : 0;
        count[1]++;
      }
    });
    SortedSet<String> working = new TreeSet<>();
    wellOfAll.forEach((name, count) -> {
      if (count[0] >= count[1] * MOST) {
        working.add(name);
      }
    });
    return working;
  }

  private static boolean recent(Sight sight, long onset, long now) {
    double age = (double) now - sight.lastAt();
    if (sight.lastAt() < onset) {
      return age <= JUST_NOW;
    }
    return age <= Math.max((double) RECENT, RECENT_PROBES * sight.intervalMillis());
  }

  private static boolean well(Sight sight) {
    return !sight.failingNow()
        && !Counts.of(sight, sight.lastAt() - Counts.window(sight), sight.lastAt()).isFailing();
  }

  private static String name(
      Sight sight, ScopeKey failing, SortedMap<String, Set<Open<Protocol>>> protocols) {
    String service = sight.scope().service();
    String protocol = sight.scope().protocol().text();
    if (service.equals(failing.service())) {
      return protocol;
    }
    Set<Open<Protocol>> spoken = protocols.getOrDefault(service, Set.of());
    return spoken.size() > 1 ? service + "/" + protocol : service;
  }
}
