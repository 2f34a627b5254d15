package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.correlation.Vocabulary;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.Progress;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Counts and compares: turns what is remembered of a tenant into the [Findings] about one fault.
public final class Survey {
  private static final int FEW_ATTEMPTS = 4;

  private final TenantState state;
  private final Episode.Type type;
  private final ScopeKey scope;
  private final long onset;
  private final long now;
  private final List<Member> members;
  private final @Nullable Progress progress;

  private final List<Member> affected;

  /// From when on the controls are compared. It may be before the onset, because a detector that
  /// was reset while another episode covered what it looks at starts again later.
  private final long began;

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
    this.affected = type == Episode.Type.SLOW ? slowOnes() : Hit.of(members, onset);
    for (Member member : affected) {
      affectedIds.add(member.sight().targetId());
      locations.add(member.sight().location());
    }
    this.began =
        type == Episode.Type.SLOW
            ? onset
            : Beginning.of(members, locations, affected, onset, now, progress != null);
  }

  /// Those that are slow. A slow probe now and then is chance, so where a location is slow as a
  /// whole, those at other locations do not count, and where none is, a single target is believed
  /// after some probes only.
  private List<Member> slowOnes() {
    SortedMap<String, Answers> places = new TreeMap<>();
    for (Member member : members) {
      Answers answers = new Answers(member.tally().attempts(), member.tally().failures());
      places.merge(member.sight().location(), answers, Answers::plus);
    }
    double least = type.track().norm().leastShare();
    places.values().removeIf(all -> all.failed() < Math.max(1, least * all.seen()));
    return members.stream()
        .filter(Member::affected)
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
    Recent recent = Recent.of(affected, onset, now);
    int retries = sum(affected, m -> m.tally().retries());
    int retriesSucceeded = sum(affected, m -> m.tally().retriesSucceeded());
    boolean over = progress != null && progress.recovery().likely();
    int attempts =
        sum(affected, m -> over ? m.tally().attemptsToLastFailure() : m.tally().attempts());
    int failures = sum(affected, m -> m.tally().failures());
    Pattern pattern =
        type == Episode.Type.SLOW ? Pattern.SLOW : Recent.pattern(affected, there(), began);
    Share share = share(pattern, attempts, failures);
    double recentRatio = recentRatio(share.ofAll());
    SortedMap<String, Answers> elsewhere = otherPlaces();
    int places = elsewhere.size();
    elsewhere.values().removeIf(answers -> !answers.well(recentRatio));
    Peers peers = peers();
    return new Findings(
        type,
        scope,
        Vocabulary.SHIPPED.microsoft(scope.service()),
        onset,
        began,
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
        recentRatio,
        recent.kinds,
        recent.phases,
        recent.tokensIssued,
        retries,
        retriesSucceeded,
        pattern,
        lastText(),
        elsewhere,
        places - elsewhere.size(),
        type == Episode.Type.SLOW
            ? Others.NONE
            : Others.of(state, scope, Kinds.dominant(recent.kinds), onset, interval()),
        (long) interval(),
        neighbours(),
        failing(Protocol.TOKEN) > 0,
        statusUnreadable(),
        Working.at(state, scope, locations, onset),
        new Blame(state, onset, members, affected, recent.kinds, pattern).change(),
        affectedIds.size() == 1 && explained.getAsBoolean(),
        affected.stream().mapToLong(m -> Recent.lastFailure(m.sight())).max().orElse(onset),
        affected.stream().mapToLong(m -> m.sight().certificateEnds()).max().orElse(0),
        type == Episode.Type.SLOW ? Slowness.of(state, scope, onset, affected, members) : null);
  }

  private static int sum(List<Member> members, ToIntFunction<Member> count) {
    return members.stream().mapToInt(count).sum();
  }

  private double interval() {
    return affected.stream().mapToDouble(m -> m.sight().intervalMillis()).max().orElse(0);
  }

  /// The members as they are seen from where it fails; from elsewhere they may be well.
  private Answers there() {
    Answers there = new Answers(0, 0);
    for (Member member : members) {
      if (locations.contains(member.sight().location())) {
        there = there.plus(new Answers(member.tally().attempts(), member.tally().failures()));
      }
    }
    return there;
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
        ? new Share(true, there().seen(), there().failed())
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
        Counts counts = Counts.of(sight, began, now);
        if (counts.failsBeyondChance()) {
          failing.add(sight.targetId());
        } else if (counts.seen() > 0) {
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

  /// The share that fails of late, to hold the controls against: of those that are hit, or of all
  /// where these were chosen because they have failed just once.
  private double recentRatio(boolean ofAll) {
    Answers recent = new Answers(0, 0);
    for (Member member : ofAll ? members : affected) {
      if (locations.contains(member.sight().location())) {
        recent = recent.plus(Counts.of(member.sight(), began, now).answers());
      }
    }
    return recent.seen() == 0 ? 1 : recent.failed() / (double) recent.seen();
  }

  /// How the same service is seen from where it was not found to fail.
  private SortedMap<String, Answers> otherPlaces() {
    SortedMap<String, Answers> others = new TreeMap<>();
    for (Member member : members) {
      Sight sight = member.sight();
      if (!locations.contains(sight.location())) {
        Counts counts = Counts.of(sight, began, now);
        others.merge(sight.location(), counts.answers(), Answers::plus);
      }
    }
    return others;
  }

  private List<Neighbour> neighbours() {
    SortedMap<String, Counts> groups = new TreeMap<>();
    state.eachSight(sight -> {
      if (!sight.scope().equals(scope) && locations.contains(sight.location())) {
        groups
            .computeIfAbsent(
                sight.location() + "/" + sight.scope(), key -> new Counts(sight, began, now))
            .add(sight);
      }
    });
    List<Neighbour> neighbours = new ArrayList<>();
    groups.values().forEach(counts -> neighbours.add(counts.neighbour()));
    return neighbours;
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
