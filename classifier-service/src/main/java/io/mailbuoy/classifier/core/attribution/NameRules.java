package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Names that do not resolve, told by other names.
final class NameRules {
  private static final double SOME = 0.2;
  private static final double MOST = 0.7;

  private NameRules() {}

  /// A name server that is asked for the same name knows it.
  static Optional<Verdict> nameServerKnows(Findings f) {
    boolean known =
        f.neighbours().stream()
            .anyMatch(n ->
                n.scope().speaks(Protocol.DNS)
                    && n.scope().service().equals(f.scope().service())
                    && n.healthy());
    return f.dominant() != Kinds.NAME || !known
        ? Optional.empty()
        : Optional.of(
            Verdict.of(
                FaultDomain.NETWORK,
                Cause.DNS_FAILURE,
                0.85,
                "The name does not resolve here, while a name server that is asked for a name of the same service from the same place knows it, so the resolver of this place is not well."));
  }

  /// The provider's name does not resolve while others do.
  static Optional<Verdict> nameIsGone(Findings f) {
    if (!names(f)) {
      return Optional.empty();
    }
    List<String> resolved = told(f.neighbours().stream().filter(n -> n.seen() > n.names()));
    List<String> gone = told(f.neighbours().stream().filter(Neighbour::nameless));
    List<String> because = new ArrayList<>();
    if (f.dominant() == Kinds.TOKEN_UNAVAILABLE) {
      because.add(
          "Most fail before the mailbox server is asked, because no token can be had; the names that are missing explain that too.");
    }
    because.add(
        resolved.isEmpty()
            ? "The name does not resolve; no name that resolves is probed from there to compare it with."
            : "The name does not resolve, while other names do from the same place ("
                + String.join(", ", resolved)
                + "), so our resolver works.");
    if (!gone.isEmpty()) {
      because.add("The names of " + String.join(", ", gone) + " do not resolve either.");
    }
    double confidence = resolved.isEmpty() ? 0.5 : 0.9;
    return Optional.of(
        ServerRules.withOthers(
            f, new Verdict(FaultDomain.PROVIDER, Cause.DNS_FAILURE, confidence, because)));
  }

  /// Most failures are names that do not resolve. Where a token is asked for first, the name of the
  /// token endpoint is the one that is missed.
  private static boolean names(Findings f) {
    if (f.dominant() == Kinds.NAME) {
      return true;
    }
    double names = f.share(kind -> kind == FailureKind.DNS_FAILURE);
    double tokens = f.share(kind -> kind == FailureKind.TOKEN_UNAVAILABLE);
    return f.dominant() == Kinds.TOKEN_UNAVAILABLE
        && names + tokens >= MOST
        && (names >= SOME
            ? f.neighbours().stream().anyMatch(Neighbour::nameless)
            : providerIsGone(f));
  }

  /// Whether nothing else that is probed of the provider has a name any more. What hangs on a token
  /// itself does not tell.
  private static boolean providerIsGone(Findings f) {
    List<Neighbour> asked = f.besideTokens().stream().filter(n -> n.seen() > n.tokens()).toList();
    return !asked.isEmpty() && asked.stream().allMatch(Neighbour::nameless);
  }

  private static List<String> told(Stream<Neighbour> neighbours) {
    return neighbours.map(n -> Names.scope(n.scope())).distinct().toList();
  }
}
