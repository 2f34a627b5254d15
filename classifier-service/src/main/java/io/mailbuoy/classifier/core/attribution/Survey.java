package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.correlation.Vocabulary;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.classifier.core.state.Progress;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Counts and compares: turns what is remembered of a tenant into the [Findings] about one fault.
public final class Survey {
  private static final int FEW_ATTEMPTS = 4;
  private static final double NEARLY_ALL = 0.9;
  private static final double NEGLIGIBLE = 0.05;

  private final TenantState state;
  private final Episode.Type type;
  private final ScopeKey scope;
  private final long onset;
  private final long now;
  private final List<Member> members;
  private final @Nullable Progress progress;

  private final List<Member> affected;
  private final SortedSet<String> affectedIds = new TreeSet<>();
  private final SortedSet<String> locations = new TreeSet<>();

  /// @param members the subjects of the fault's scope that have no other fault
  /// @param progress what an open episode has counted; absent before there is one
  public Survey(
      TenantState state,
      Episode.Type type,
      ScopeKey scope,
      long onset,
      List<Member> members,
      @Nullable Progress progress) {
    this.state = state;
    this.type = type;
    this.scope = scope;
    this.onset = onset;
    this.now = state.timeline().now();
    this.members = members;
    this.progress = progress;
    this.affected = borneOut();
    for (Member member : affected) {
      affectedIds.add(member.sight().targetId());
      locations.add(member.sight().location());
    }
  }

  /// Those that are affected. A slow probe now and then is chance, so where a location is slow as a
  /// whole, those at other locations do not count, and where none is, a single target is believed
  /// after some probes only.
  private List<Member> borneOut() {
    List<Member> found = members.stream().filter(Member::affected).toList();
    if (type != Episode.Type.SLOW) {
      return found;
    }
    SortedMap<String, List<Member>> places = new TreeMap<>();
    members.forEach(m ->
        places.computeIfAbsent(m.sight().location(), name -> new ArrayList<>()).add(m));
    double least = type.track().norm().leastShare();
    places.values().removeIf(there -> sum(there, false) < Math.max(1, least * sum(there, true)));
    return found.stream()
        .filter(m ->
            places.isEmpty()
                ? m.tally().attempts() >= FEW_ATTEMPTS
                : places.containsKey(m.sight().location()))
        .toList();
  }

  /// What was found.
  ///
  /// @param explained whether an incident of the provider would explain the fault; asked only where
  ///   it matters
  public Findings findings(BooleanSupplier explained) {
    Map<FailureKind, Integer> kinds = new EnumMap<>(FailureKind.class);
    Map<Phase, Integer> phases = new EnumMap<>(Phase.class);
    int tokens = 0;
    int retries = 0;
    int retriesSucceeded = 0;
    for (Member member : affected) {
      member.tally().kinds().forEach((kind, count) -> kinds.merge(kind, count, Integer::sum));
      member.tally().phases().forEach((phase, count) -> phases.merge(phase, count, Integer::sum));
      tokens += member.tally().tokensIssued();
      retries += member.tally().retries();
      retriesSucceeded += member.tally().retriesSucceeded();
    }
    Progress p = progress;
    int attempts = p != null ? p.attempts() : sum(affected, true);
    int failures = p != null ? p.failures() : sum(affected, false);
    Pattern pattern = pattern();
    Share share = share(pattern, attempts, failures);
    Peers peers = peers();
    return new Findings(
        type,
        scope,
        Vocabulary.SHIPPED.microsoft(scope.service()),
        onset,
        now,
        Math.max(total(), affectedIds.size()),
        affectedIds,
        locations,
        peers.healthy(),
        peers.failing(),
        attempts,
        failures,
        share.ratio(),
        share.ofAll(),
        share.attempts(),
        share.failures(),
        kinds,
        phases,
        tokens,
        retries,
        retriesSucceeded,
        pattern,
        lastText(),
        elsewhere(),
        neighbours(),
        failing(Protocol.TOKEN) > 0,
        statusUnreadable(),
        Working.at(state, scope, locations, onset),
        Blame.change(state, onset, affectedIds, members, kinds, pattern),
        affectedIds.size() == 1 && explained.getAsBoolean(),
        affected.stream().mapToLong(m -> lastFailure(m.sight())).max().orElse(onset),
        affected.stream().mapToLong(m -> m.sight().certificateEnds()).max().orElse(0),
        type == Episode.Type.SLOW
            ? Slowness.of(state, scope, onset, affected, members)
            : null);
  }

  private static int sum(List<Member> members, boolean attempts) {
    return members.stream()
        .mapToInt(m -> attempts ? m.tally().attempts() : m.tally().failures())
        .sum();
  }

  /// Hard where nothing that fails was seen to work before the last failure. As long as each
  /// affected target has failed just once and others succeed, it may be either, and a fault that
  /// comes and goes over all of them is far likelier than one that picks as many targets.
  private Pattern pattern() {
    if (type == Episode.Type.SLOW) {
      return Pattern.SLOW;
    }
    long lastFailure = 0;
    for (Member member : affected) {
      lastFailure = Math.max(lastFailure, lastFailure(member.sight()));
    }
    int between = 0;
    int failures = 0;
    for (Member member : affected) {
      between += successesBetween(member.sight(), lastFailure);
      failures += remembered(member.sight());
    }
    if (between > failures * NEGLIGIBLE) {
      return Pattern.INTERMITTENT;
    }
    boolean repeated = sum(affected, false) >= 2 * affected.size();
    List<Member> there = atLocations();
    double all = sum(there, false) / (double) Math.max(1, sum(there, true));
    return repeated || all >= NEARLY_ALL ? Pattern.HARD : Pattern.INTERMITTENT;
  }

  /// The members as they are seen from where it fails; from elsewhere they may be well.
  private List<Member> atLocations() {
    return members.stream().filter(m -> locations.contains(m.sight().location())).toList();
  }

  private long lastFailure(Sight sight) {
    History history = sight.history();
    for (int back = 0; back < history.size(); back++) {
      History.Entry entry = history.entry(back);
      if (entry.first() && entry.failed()) {
        return entry.at();
      }
    }
    return 0;
  }

  private int remembered(Sight sight) {
    History history = sight.history();
    int failures = 0;
    for (int back = 0; back < history.size(); back++) {
      failures += history.at(back) >= onset && history.failed(back) ? 1 : 0;
    }
    return failures;
  }

  private int successesBetween(Sight sight, long lastFailure) {
    History history = sight.history();
    int successes = 0;
    boolean failedBefore = false;
    for (int back = history.size() - 1; back >= 0; back--) {
      if (history.at(back) >= onset) {
        if (history.failed(back)) {
          failedBefore = true;
        } else if (failedBefore && history.at(back) < lastFailure) {
          successes++;
        }
      }
    }
    return successes;
  }

  private record Share(boolean ofAll, int attempts, int failures) {
    double ratio() {
      return attempts == 0 ? 0 : failures / (double) attempts;
    }
  }

  /// Those that are affected were chosen because they failed, so with few attempts each the ratio
  /// of all members is the better estimate for a fault that comes and goes.
  private Share share(Pattern pattern, int attempts, int failures) {
    boolean few = pattern != Pattern.HARD && attempts < FEW_ATTEMPTS * affected.size();
    return few
        ? new Share(true, sum(atLocations(), true), sum(atLocations(), false))
        : new Share(false, attempts, failures);
  }

  private int total() {
    SortedSet<String> known = new TreeSet<>();
    state.eachSight(sight -> {
      if (!sight.control() && sight.scope().equals(scope)) {
        known.add(sight.targetId());
      }
    });
    state.targets().stream()
        .filter(t -> t.role().is(Role.SUBJECT))
        .filter(t -> t.service().equals(scope.service()) && t.protocol().equals(scope.protocol()))
        .forEach(t -> known.add(t.id()));
    return known.size();
  }

  private record Peers(int healthy, int failing) {}

  private Peers peers() {
    SortedSet<String> healthy = new TreeSet<>();
    for (Member member : members) {
      if (member.tally().attempts() > 0 && !affectedIds.contains(member.sight().targetId())) {
        healthy.add(member.sight().targetId());
      }
    }
    SortedSet<String> failing = new TreeSet<>();
    state.eachSight(sight -> {
      if (sight.control() && sight.scope().equals(scope)) {
        Counts counts = Counts.of(sight, windowStart(sight));
        if (counts.isFailing()) {
          failing.add(sight.targetId());
        } else if (counts.seen > 0) {
          healthy.add(sight.targetId());
        }
      }
    });
    return new Peers(healthy.size(), failing.size());
  }

  private @Nullable String lastText() {
    return affected.stream()
        .map(Member::sight)
        .filter(sight -> sight.lastText() != null)
        .max((a, b) -> Long.compare(a.lastAt(), b.lastAt()))
        .map(Sight::lastText)
        .orElse(null);
  }

  private SortedSet<String> elsewhere() {
    SortedSet<String> well = new TreeSet<>();
    for (Member member : members) {
      if (affectedIds.contains(member.sight().targetId())
          && member.tally().attempts() > 0
          && member.tally().failures() == 0) {
        well.add(member.sight().location());
      }
    }
    well.removeAll(locations);
    return well;
  }

  private List<Neighbour> neighbours() {
    SortedMap<String, Counts> groups = new TreeMap<>();
    state.eachSight(sight -> {
      if (!sight.scope().equals(scope) && locations.contains(sight.location())) {
        groups
            .computeIfAbsent(sight.location() + "/" + sight.scope(), key -> new Counts(sight))
            .add(sight, windowStart(sight));
      }
    });
    List<Neighbour> neighbours = new ArrayList<>();
    groups.values().forEach(counts -> neighbours.add(counts.neighbour()));
    return neighbours;
  }

  /// What is seen is compared over the time of the fault, and where that is long, over what is
  /// recent.
  private long windowStart(Sight sight) {
    return Math.max(onset, now - Counts.window(sight));
  }

  /// Since when the provider's status cannot be read; 0 where it can. A control that looks into a
  /// mailbox over the same interface belongs to the mailbox's service and says nothing about that.
  private long statusUnreadable() {
    long since = 0;
    for (Sight sight : state.sights()) {
      boolean status =
          sight.scope().speaks(Protocol.GRAPH) && !sight.scope().service().equals(scope.service());
      if (status && sight.failingNow()) {
        since = since == 0 ? sight.failingSince() : Math.min(since, sight.failingSince());
      }
    }
    return since;
  }

  /// Since when a control of this protocol has been failing; 0 where none does.
  private long failing(Protocol protocol) {
    long since = 0;
    for (Sight sight : state.sights()) {
      if (sight.scope().speaks(protocol) && sight.failingNow()) {
        since = since == 0 ? sight.failingSince() : Math.min(since, sight.failingSince());
      }
    }
    return since;
  }
}
