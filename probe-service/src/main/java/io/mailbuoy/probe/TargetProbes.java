package io.mailbuoy.probe;

import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.probe.targets.Keyring;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How each target of the topic is probed here: as the configuration says where it is the one of
/// the configuration, and with what the [Keyring] grants it otherwise.
final class TargetProbes {
  private final Map<String, Watched> planned;
  private final Keyring keyring;
  private final Toolbox tools;

  TargetProbes(ProbePlan plan, Keyring keyring, Toolbox tools) {
    this.planned =
        plan.watched().stream()
            .collect(Collectors.toMap(each -> each.target().id(), Function.identity()));
    this.keyring = keyring;
    this.tools = tools;
  }

  /// Chooses the probe of a target.
  Protocols.Choice of(Target target) {
    Optional<Watched> same =
        Optional.ofNullable(planned.get(target.id()))
            .filter(plan -> isAskedAs(plan.target(), target));
    if (same.isPresent()) {
      return new Protocols.Choice.Found(
          new Watched(withRate(target, same.get().target()), same.get().probe()));
    }
    if (target.protocol().is(Protocol.TOKEN) || target.protocol().is(Protocol.ROUND_TRIP)) {
      return new Protocols.Choice.None(
          "the target "
              + target.id()
              + " of the topic is not probed: this replica's configuration does not say how; add it"
              + " there");
    }
    return switch (keyring.open(target)) {
      case Keyring.Answer.Granted(var settings) -> Protocols.probeFor(settings, tools);
      case Keyring.Answer.Denied(var reason) -> new Protocols.Choice.None(reason);
    };
  }

  /// Whether two targets differ at most in how often they are asked and in what they are called.
  private static boolean isAskedAs(Target plan, Target target) {
    return plan.equals(
        new Target(
            target.id(),
            target.tenant(),
            plan.service(),
            target.protocol(),
            plan.role(),
            target.url(),
            target.user(),
            target.auth(),
            plan.intervalMillis(),
            target.timeoutMillis()));
  }

  private static Target withRate(Target target, Target plan) {
    return target.intervalMillis() > 0 ? target : plan;
  }
}
