package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Everything that was found out about one fault, by counting and comparing. A verdict follows from
/// nothing else.
///
/// @param onset in milliseconds since 1970
/// @param began the failure from which on the failures of the affected are most improbable by
///   chance, in milliseconds since 1970: later than the onset where that was a chance failure just
///   before the fault
/// @param now event time, in milliseconds since 1970
/// @param targetsTotal subjects that are known of the scope
/// @param affected subjects that failed beyond their baseline since the onset
/// @param locations from where
/// @param peersHealthy other targets of the scope, controls too, that were seen since and are well
/// @param peersFailing controls of the scope that fail too
/// @param attempts first attempts of the affected since the onset, up to the last failure
/// @param failures how many of them failed
/// @param ratio the share of attempts that fail: of the affected, or, while too few attempts of
///   each are known, of all targets
/// @param ofAll whether the ratio is of all targets
/// @param ratioAttempts first attempts that the ratio is of
/// @param ratioFailures how many of these failed
/// @param recentRatio the share of recent attempts that fail, to hold the controls against
/// @param kinds recent failures by kind
/// @param phases recent failures by phase
/// @param tokensIssued recent failures before which a token had been issued
/// @param serverText what the server said most recently
/// @param elsewhere locations from which the same scope was seen to be well since
/// @param undecidedPlaces at how many other locations it is neither well nor found to fail
/// @param others what other tenants see of the same provider at the same time
/// @param intervalMillis how often the affected are probed
/// @param neighbours the other services and protocols at the failing locations
/// @param tokensFail whether the token control fails
/// @param change what somebody changed shortly before, on exactly what fails
/// @param explained whether an incident of the provider would explain it
/// @param lastFailureAt time of the last failure, in milliseconds since 1970
/// @param certificateEnds the failing server's certificate's end, in milliseconds since 1970; 0
///   where unknown
/// @param slowness how much slower; present where slowness is what it is about, and then a failure
///   in the counts above is a slow probe
public record Findings(
    Episode.Type type,
    ScopeKey scope,
    boolean microsoft,
    long onset,
    long began,
    long now,
    int targetsTotal,
    SortedSet<String> affected,
    SortedSet<String> locations,
    int peersHealthy,
    int peersFailing,
    int attempts,
    int failures,
    double ratio,
    boolean ofAll,
    int ratioAttempts,
    int ratioFailures,
    double recentRatio,
    Map<FailureKind, Integer> kinds,
    Map<Phase, Integer> phases,
    int tokensIssued,
    int retries,
    int retriesSucceeded,
    Pattern pattern,
    @Nullable String serverText,
    SortedMap<String, Answers> elsewhere,
    int undecidedPlaces,
    Others others,
    long intervalMillis,
    List<Neighbour> neighbours,
    boolean tokensFail,
    long statusUnreadableSince,
    SortedSet<String> working,
    @Nullable ChangeEvent change,
    boolean explained,
    long lastFailureAt,
    long certificateEnds,
    @Nullable Slowness slowness) {
  private static final double HALF = 0.5;

  /// A control that is probed this often is worth waiting for.
  private static final long SOON = Duration.ofMinutes(2).toMillis();

  private static final long LEAST_PATIENCE = Duration.ofSeconds(90).toMillis();

  /// What most failures are evidence of.
  public Kinds dominant() {
    return Kinds.dominant(kinds);
  }

  /// The commonest kind.
  public FailureKind kind() {
    return kinds.entrySet().stream()
        .max(Map.Entry.<FailureKind, Integer>comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(FailureKind.UNKNOWN);
  }

  /// The commonest phase.
  public Phase phase() {
    return phases.entrySet().stream()
        .max(Map.Entry.<Phase, Integer>comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(Phase.UNKNOWN);
  }

  /// How many recent failures were looked at.
  public int looked() {
    return kinds.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// The share of recent failures that are of these kinds.
  public double share(Predicate<FailureKind> of) {
    int count = 0;
    for (Map.Entry<FailureKind, Integer> entry : kinds.entrySet()) {
      count += of.test(entry.getKey()) ? entry.getValue() : 0;
    }
    return count == 0 ? 0 : count / (double) looked();
  }

  /// The share of failures that are in line with a broken path. A token that cannot be had counts:
  /// the token endpoint is out of reach like everything else.
  public double pathShare() {
    return share(kind -> Kinds.pathLike(kind) || kind == FailureKind.TOKEN_UNAVAILABLE);
  }

  /// Whether more fail than one target's own fault explains, here or at other tenants.
  public boolean several() {
    return affected.size() + peersFailing >= 2 || others.several();
  }

  public boolean hard() {
    return pattern == Pattern.HARD;
  }

  /// Whether anything else that was asked at the same place answers.
  public boolean otherThingsWork() {
    return neighbours.stream().anyMatch(Neighbour::healthy);
  }

  /// How long to wait for other places and for the controls that could tell a broken path from a
  /// broken server and are still to be heard since the onset, in milliseconds; 0 where there is
  /// nothing to wait for.
  public long patience() {
    if (slowness == null && dominant() == Kinds.TOKEN_UNAVAILABLE) {
      return patienceForNames();
    }
    if (slowness == null ? pathShare() <= HALF : slowness.compared()) {
      return 0;
    }
    if (slowness == null && undecidedPlaces > 0 && elsewhere.isEmpty()) {
      return Math.max(LEAST_PATIENCE, intervalMillis + intervalMillis / 4);
    }
    if (slowness == null && (!elsewhere.isEmpty() || otherThingsWork())) {
      return 0;
    }
    long soon = Math.max(SOON, intervalMillis + intervalMillis / 2);
    return neighbours.stream()
        .filter(n -> n.seen() == 0 && !n.ill() && n.intervalMillis() > 0)
        .mapToLong(Neighbour::intervalMillis)
        .filter(interval -> interval <= soon)
        .map(interval -> Math.max(LEAST_PATIENCE, interval + interval / 4))
        .max()
        .orElse(0);
  }

  /// How long to wait until the first of what the provider has besides its tokens is heard since
  /// the onset: where it has no name any more, the token endpoint has none either.
  private long patienceForNames() {
    List<Neighbour> beside = besideTokens().stream().filter(n -> !n.ill()).toList();
    if (beside.stream().anyMatch(n -> n.seen() > 0)) {
      return 0;
    }
    return beside.stream()
        .mapToLong(Neighbour::intervalMillis)
        .filter(interval -> interval > 0 && interval <= SOON)
        .map(interval -> interval + interval / 4)
        .min()
        .orElse(0);
  }

  /// What else is probed of the provider, without the requests for a token alone.
  List<Neighbour> besideTokens() {
    String own = Names.provider(scope.service());
    return neighbours.stream()
        .filter(n -> n.provider().equals(own) && !n.scope().speaks(Protocol.TOKEN))
        .toList();
  }
}
