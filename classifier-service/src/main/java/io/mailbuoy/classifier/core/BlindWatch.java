package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.classifier.core.state.Timeline;
import io.mailbuoy.contracts.event.HealthState;
import io.mailbuoy.contracts.event.Transition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Notices that results have stopped arriving. Silence is never health.
final class BlindWatch {
  private static final long LOOK_EVERY = Duration.ofSeconds(10).toMillis();

  /// Where targets are probed rarely, so many of their intervals must pass.
  private static final int INTERVALS = 3;

  private static final long EPISODES_KEPT = Duration.ofDays(14).toMillis();

  private final Tuning tuning;
  private final Episodes episodes;

  BlindWatch(Tuning tuning, Episodes episodes) {
    this.tuning = tuning;
    this.episodes = episodes;
  }

  /// What is silent, and what is not.
  ///
  /// @param lastHeard time of the newest result of the silent locations, in milliseconds since 1970
  record Silence(
      List<String> locations,
      List<String> stillHeard,
      long lastHeard,
      Duration limit,
      int targetsAffected,
      int targetsTotal) {}

  /// Looks for locations from which nothing has come for too long. While a backlog is read, results
  /// of one location may lie behind what others have said already; so nobody counts as silent at a
  /// time up to which not everything has been read.
  void look(TenantState state, List<Decision> decisions) {
    Timeline timeline = state.timeline();
    long now = Math.min(timeline.now(), timeline.readUpTo());
    if (now - timeline.lookedAt() < LOOK_EVERY) {
      return;
    }
    timeline.looked(now);
    forgetOld(state, now);
    SortedMap<Long, String> silent = new TreeMap<>(); // in the order in which they fell silent
    timeline
        .heardAt()
        .forEach((location, heard) -> {
          // The limit looks at every target, and is never less.
          long limit =
              now - heard > tuning.blindAfter().toMillis()
                  ? limit(state, location)
                  : Long.MAX_VALUE;
          if (now - heard > limit) {
            silent.merge(heard + limit, location, (a, b) -> a + "\n" + b);
          }
        });
    silent.forEach((at, locations) -> {
      for (String location : locations.split("\n", -1)) {
        fellSilent(state, location, at, decisions);
      }
    });
  }

  private void fellSilent(TenantState state, String location, long at, List<Decision> decisions) {
    Episode episode = open(state);
    if (episode != null && episode.locations().contains(location)) {
      return;
    }
    Long heard = state.timeline().heardAt().get(location);
    ScopeKey scope = mainScope(state, location);
    if (heard == null || scope == null) {
      return; // only controls are probed from there
    }
    Transition transition = Transition.UPDATED;
    if (episode == null) {
      String name = String.join("\n", state.tenant(), "blind", location, Long.toString(heard));
      episode =
          new Episode(
              UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
              Episode.Type.BLIND,
              scope,
              heard);
      state.add(episode);
      transition = Transition.OPENED;
    }
    episode.locations().add(location);
    episodes.sayBlind(
        state, episode, silence(state, episode.locations()), transition, at, decisions);
    blind(state, location, at);
  }

  private static void blind(TenantState state, String location, long at) {
    state.eachSight(sight -> {
      if (sight.location().equals(location)) {
        sight.health(HealthState.BLIND, at);
        state.touch(sight);
      }
    });
  }

  /// Takes note of a result.
  void heard(TenantState state, Sight sight, Observation o, List<Decision> decisions) {
    Long before = state.timeline().heardAt().get(o.location());
    if (before != null) {
      cameBack(state, sight, o, before, decisions);
    }
    state.timeline().heard(o.location(), o.at());
    Episode episode = open(state);
    if (episode == null
        || (before != null && o.at() <= before)
        || !episode.locations().contains(o.location())) {
      return;
    }
    Silence was = silence(state, episode.locations());
    if (episode.locations().size() == 1) {
      episodes.sayBlind(state, episode, was, Transition.RESOLVED, o.at(), decisions);
    } else {
      episode.locations().remove(o.location());
      state.touch(episode);
    }
  }

  /// A silence that is over and was not seen while it lasted, because it lies in a backlog. What
  /// else there is of this location may not have been read yet; so the target itself must have been
  /// away for longer than its own rhythm explains.
  private void cameBack(
      TenantState state, Sight sight, Observation o, long before, List<Decision> decisions) {
    long away = o.at() - Math.max(before, sight.lastAt());
    if (sight.intervalMillis() == 0 // its rhythm is not known
        || away <= tuning.blindAfter().toMillis()
        || away <= INTERVALS * sight.intervalMillis()) {
      return;
    }
    long limit = limit(state, o.location());
    if (o.at() - before > limit) {
      fellSilent(state, o.location(), before + limit, decisions);
    }
  }

  private static @Nullable Episode open(TenantState state) {
    for (Episode episode : state.episodes()) {
      if (episode.type() == Episode.Type.BLIND && episode.open()) {
        return episode;
      }
    }
    return null;
  }

  private long limit(TenantState state, String location) {
    double interval = Double.MAX_VALUE;
    for (Sight sight : state.sights()) {
      if (sight.location().equals(location) && sight.intervalMillis() > 0) {
        interval = Math.min(interval, sight.intervalMillis());
      }
    }
    long rare = interval == Double.MAX_VALUE ? 0 : (long) (INTERVALS * interval);
    return Math.max(tuning.blindAfter().toMillis(), rare);
  }

  private Silence silence(TenantState state, Iterable<String> locations) {
    List<String> silent = new ArrayList<>();
    locations.forEach(silent::add);
    List<String> heard = new ArrayList<>(state.timeline().heardAt().keySet());
    heard.removeAll(silent);
    long last = 0;
    for (String location : silent) {
      last = Math.max(last, state.timeline().heardAt().getOrDefault(location, 0L));
    }
    TreeSet<String> affected = new TreeSet<>();
    TreeSet<String> all = new TreeSet<>();
    state.eachSight(sight -> {
      if (!sight.control()) {
        all.add(sight.targetId());
        if (silent.contains(sight.location())) {
          affected.add(sight.targetId());
        }
      }
    });
    return new Silence(
        silent,
        heard,
        last,
        Duration.ofMillis(limit(state, silent.getFirst())),
        affected.size(),
        all.size());
  }

  /// The scope with the most subjects at a location.
  private static @Nullable ScopeKey mainScope(TenantState state, String location) {
    Map<ScopeKey, Integer> subjects = new HashMap<>();
    ScopeKey main = null;
    for (Sight sight : state.sights()) {
      if (!sight.control() && sight.location().equals(location)) {
        int count = subjects.merge(sight.scope(), 1, Integer::sum);
        if (main == null || count > subjects.getOrDefault(main, 0)) {
          main = sight.scope();
        }
      }
    }
    return main;
  }

  private static void forgetOld(TenantState state, long now) {
    for (Episode episode : List.copyOf(state.episodes())) {
      var alert = episode.alert();
      if (alert != null
          && alert.resolvedAt() != null
          && now - alert.resolvedAt().toEpochMilli() > EPISODES_KEPT) {
        state.forget(episode);
      }
    }
  }
}
