package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Phase;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// Everything that was found out about one fault, by counting and comparing. A verdict follows from
/// nothing else.
///
/// @param onset in milliseconds since 1970
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
/// @param kinds failures by kind
/// @param phases failures by phase
/// @param tokensIssued failed attempts for which a token had been issued
/// @param serverText what the server said most recently
/// @param elsewhere locations from which the same scope was seen to be well since
/// @param neighbours the other services and protocols at the failing locations
/// @param tokensFail whether the token control fails
/// @param change what somebody changed shortly before, on exactly what fails
/// @param explained whether an incident of the provider would explain it
/// @param lastFailureAt time of the last failure, in milliseconds since 1970
/// @param certificateEnds the failing server's certificate's end, in milliseconds since 1970; 0
///   where unknown
/// @param slowness how much slower; present where slowness is what it is about, and then a failure in
///   the counts above is a slow probe
public record Findings(
    Episode.Type type,
    ScopeKey scope,
    boolean microsoft,
    long onset,
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
    Map<FailureKind, Integer> kinds,
    Map<Phase, Integer> phases,
    int tokensIssued,
    int retries,
    int retriesSucceeded,
    Pattern pattern,
    @Nullable String serverText,
    SortedSet<String> elsewhere,
    List<Neighbour> neighbours,
    boolean tokensFail,
    long statusUnreadableSince,
    SortedSet<String> working,
    @Nullable ChangeEvent change,
    boolean explained,
    long lastFailureAt,
    long certificateEnds,
    @Nullable Slowness slowness) {

  /// What most failures are evidence of.
  public Kinds dominant() {
    Map<Kinds, Integer> counts = new EnumMap<>(Kinds.class);
    kinds.forEach((kind, count) -> counts.merge(Kinds.of(kind), count, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.<Kinds, Integer>comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(Kinds.SERVER);
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

  /// The share of failures that are in line with a broken path. A token that cannot be had counts:
  /// the token endpoint is out of reach like everything else.
  public double pathShare() {
    int pathLike =
        kinds.entrySet().stream()
            .filter(entry ->
                Kinds.pathLike(entry.getKey()) || entry.getKey() == FailureKind.TOKEN_UNAVAILABLE)
            .mapToInt(Map.Entry::getValue)
            .sum();
    return failures == 0 ? 0 : pathLike / (double) failures;
  }

  public boolean several() {
    return affected.size() + peersFailing >= 2;
  }

  public boolean hard() {
    return pattern == Pattern.HARD;
  }

  /// Whether anything else that was asked at the same place answers.
  public boolean otherThingsWork() {
    return neighbours.stream().anyMatch(Neighbour::healthy);
  }

  /// Whether the controls that could tell a broken path from a broken server are still to be heard
  /// since the onset.
  public boolean awaitsControls() {
    boolean comparable = slowness != null || pathShare() > 0.5;
    return comparable
        && neighbours.stream().anyMatch(n -> n.seen() == 0 && n.due())
        && neighbours.stream().noneMatch(Neighbour::healthy);
  }
}
