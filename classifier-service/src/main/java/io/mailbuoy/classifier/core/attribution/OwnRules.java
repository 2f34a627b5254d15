package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Pattern;
import java.util.Optional;

/// What we do ourselves: too much load, and changes.
final class OwnRules {
  private OwnRules() {}

  /// The server asks for less load. That is ours, and no outage.
  static Optional<Verdict> throttled(Findings f) {
    if (f.dominant() != Kinds.THROTTLED) {
      return Optional.empty();
    }
    return Optional.of(
        Verdict.of(
            FaultDomain.CUSTOMER,
            Cause.THROTTLED,
            0.95,
            "The server answers and asks for less load, so it is not down."));
  }

  /// Somebody changed something on exactly what fails, and nobody else sees the same.
  static Optional<Verdict> afterChange(Findings f) {
    ChangeEvent change = f.change();
    if (change == null || f.others().several()) {
      return Optional.empty();
    }
    long minutes = Math.max(0, Math.round((f.onset() - change.at().toEpochMilli()) / 60_000.0));
    double confidence = change.scope().isEmpty() ? 0.65 : 0.85;
    return Optional.of(
        Verdict.of(
            FaultDomain.CUSTOMER,
            Cause.CONFIGURATION_CHANGE,
            f.pattern() == Pattern.HARD ? confidence : confidence - 0.1,
            "It began %d minutes after the change \"%s\"%s at %s, which touches exactly what fails%s."
                .formatted(
                    minutes,
                    change.summary(),
                    change.by() == null ? "" : " by " + change.by(),
                    Names.time(change.at().toEpochMilli()),
                    spared(f))));
  }

  private static String spared(Findings f) {
    int well = f.targetsTotal() - f.affected().size();
    return well <= 0 ? "" : "; the other %d targets fail no more than usual".formatted(well);
  }
}
