package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The rules for what works and is slow. They speak where the findings tell of slowness.
final class SlowRules {
  private SlowRules() {}

  /// Everything that is probed from a place is slow, whoever runs it.
  static Optional<Verdict> everythingIsSlow(Findings f) {
    Slowness slow = f.slowness();
    if (slow == null) {
      return Optional.empty();
    }
    List<Slowness.Beside> heard = heard(slow);
    String own = Names.provider(f.scope().service());
    boolean independent = heard.stream().anyMatch(b -> !b.provider().equals(own));
    if (heard.isEmpty()
        || !heard.stream().allMatch(Slowness.Beside::isSlow)
        || (!independent && f.locations().size() > 1)) {
      return Optional.empty();
    }
    return Optional.of(
        Verdict.of(
            FaultDomain.NETWORK,
            Cause.NETWORK_PATH,
            independent ? 0.85 : 0.6,
            "Everything else that is probed from %s is slower than usual too (%s), so it is the way there, or the place itself, and not one service."
                .formatted(String.join(", ", f.locations()), told(heard))));
  }

  /// The same targets are as fast as usual from elsewhere, and nothing at this place is well.
  static Optional<Verdict> fastElsewhere(Findings f) {
    Slowness slow = f.slowness();
    if (slow == null || slow.well().isEmpty() || wellBeside(slow)) {
      return Optional.empty();
    }
    return Optional.of(
        Verdict.of(
            FaultDomain.NETWORK,
            Cause.NETWORK_PATH,
            0.6,
            "It is slow from %s, while it is as fast as usual from %s at the same time."
                .formatted(String.join(", ", f.locations()), String.join(", ", slow.well()))));
  }

  /// Several mailboxes are slow at the same time.
  static Optional<Verdict> slowForMany(Findings f) {
    Slowness slow = f.slowness();
    if (slow == null || f.affected().size() < 2) {
      return Optional.empty();
    }
    List<String> because = new ArrayList<>();
    because.add(
        "%d mailboxes are slow at the same time, which no single mailbox explains."
            .formatted(f.affected().size()));
    double confidence = 0.62;
    if (wellBeside(slow)) {
      confidence += 0.15;
      because.add(othersFast(slow));
    }
    if (f.affected().size() * 2 >= f.targetsTotal()) {
      confidence += 0.06;
    }
    return Optional.of(
        new Verdict(FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE, confidence, because));
  }

  /// One target is slow.
  static Optional<Verdict> slowForOne(Findings f) {
    Slowness slow = f.slowness();
    if (slow == null) {
      return Optional.empty();
    }
    if (f.peersHealthy() > 0) {
      return Optional.of(
          Verdict.of(
              FaultDomain.UNKNOWN,
              Cause.UNKNOWN,
              0.4,
              "Only %s is slow, while %d others of the same service are as fast as usual: the mailbox is large or busy, or the server that holds it is."
                  .formatted(String.join(", ", f.affected()), f.peersHealthy())));
    }
    List<String> because = new ArrayList<>();
    because.add("There is no second target of this service to compare it with.");
    if (wellBeside(slow)) {
      because.add(othersFast(slow));
    }
    return Optional.of(
        new Verdict(
            FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE, wellBeside(slow) ? 0.6 : 0.45, because));
  }

  private static List<Slowness.Beside> heard(Slowness slow) {
    return slow.beside().stream().filter(b -> b.timed() > 0).toList();
  }

  private static boolean wellBeside(Slowness slow) {
    return heard(slow).stream().anyMatch(b -> !b.isSlow());
  }

  private static String othersFast(Slowness slow) {
    return "Other things are as fast as usual from the same place (%s), so the network and the probe are well."
        .formatted(told(heard(slow).stream().filter(b -> !b.isSlow()).toList()));
  }

  private static String told(List<Slowness.Beside> beside) {
    return beside.stream()
        .map(b -> "%s slow in %d of %d".formatted(Names.scope(b.scope()), b.slow(), b.timed()))
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
