package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The way there, told by what else is reached from the same place, and by the same from elsewhere.
final class PathRules {
  private static final double HALF = 0.5;
  private static final double MOSTLY = 0.9;

  private PathRules() {}

  /// Nothing at all is reached from a location, whoever runs it.
  static Optional<Verdict> nothingIsReached(Findings f) {
    List<Neighbour> heard = f.neighbours().stream().filter(n -> n.seen() > 0).toList();
    if (f.pathShare() <= HALF
        || !supports(heard, f.recentRatio())
        || heard.stream().anyMatch(n -> n.contradicts(f.recentRatio(), heard.size()))) {
      return Optional.empty();
    }
    String own = Names.provider(f.scope().service());
    List<Neighbour> independents = heard.stream().filter(n -> !n.provider().equals(own)).toList();
    boolean independent = supports(independents, f.recentRatio());
    if (!independent
        && (independents.stream().anyMatch(Neighbour::healthy) || !oneProviderTells(f))) {
      return Optional.empty();
    }
    String told =
        heard.stream()
            .map(n -> "%s %d of %d".formatted(Names.scope(n.scope()), n.failed(), n.seen()))
            .distinct()
            .collect(Collectors.joining(", "));
    return Optional.of(
        Verdict.of(
            FaultDomain.NETWORK,
            Cause.NETWORK_PATH,
            independent ? 0.92 : 0.7,
            "Other things that are probed from %s fail alike (failed: %s), so it is the way there and not one service."
                .formatted(String.join(", ", f.locations()), told)));
  }

  /// Whether others fail as a path would make them that loses this share of everything. One failure
  /// of one of them may be chance, unless everything is lost.
  private static boolean supports(List<Neighbour> others, double ratio) {
    int seen = others.stream().mapToInt(Neighbour::seen).sum();
    int pathLike = others.stream().mapToInt(Neighbour::pathLike).sum();
    int enough = ratio >= MOSTLY ? 1 : 2;
    return pathLike >= enough && pathLike >= seen * ratio / 2;
  }

  /// Where only one provider's services are probed, all of them out of reach from one place speak
  /// for the way there. From several places they speak for the provider; so do names that do not
  /// resolve and tokens that are not issued, because these are the provider's.
  private static boolean oneProviderTells(Findings f) {
    boolean connections = f.dominant() == Kinds.SERVER && f.share(Kinds::pathLike) > HALF;
    return connections && f.locations().size() == 1 && f.others().tenants() == 0;
  }

  /// The same service answers elsewhere.
  static Optional<Verdict> answersElsewhere(Findings f) {
    if (f.pathShare() <= HALF || f.elsewhere().isEmpty()) {
      return Optional.empty();
    }
    String answers =
        f.elsewhere().entrySet().stream()
            .map(place ->
                "%s (%d of %d first attempts)"
                    .formatted(
                        place.getKey(),
                        place.getValue().seen() - place.getValue().failed(),
                        place.getValue().seen()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        Verdict.of(
            FaultDomain.NETWORK,
            Cause.NETWORK_PATH,
            0.85,
            "It is not reached from %s, while it answers from %s at the same time."
                .formatted(String.join(", ", f.locations()), answers)));
  }
}
