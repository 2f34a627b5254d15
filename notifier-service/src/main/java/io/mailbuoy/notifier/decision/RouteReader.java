package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.RoutingConfig;
import io.mailbuoy.contracts.config.RoutingConfig.Branch;
import io.mailbuoy.contracts.config.RoutingConfig.Rule;
import io.mailbuoy.contracts.config.RoutingConfig.Twig;
import io.mailbuoy.contracts.event.AlertMatch;
import io.mailbuoy.notifier.decision.Routing.Escalation;
import io.mailbuoy.notifier.decision.Routing.Leg;
import io.mailbuoy.notifier.decision.Routing.Route;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Reads the tree of routes. Its three levels have types of their own in the configuration, because
/// the binder cannot read a type that holds itself.
final class RouteReader {
  private static final Leg NOBODY = new Leg("", List.of(), List.of(), List.of(), Optional.empty());

  private RouteReader() {}

  static List<Route> read(List<? extends Rule> rules) {
    return read(rules, NOBODY);
  }

  private static List<Route> read(List<? extends Rule> rules, Leg outer) {
    String prefix = outer.path().isEmpty() ? "" : outer.path() + ".";
    return IntStream.range(0, rules.size())
        .mapToObj(i -> read(rules.get(i), prefix + "routes[" + i + "]", outer))
        .toList();
  }

  private static Route read(Rule rule, String path, Leg outer) {
    Leg leg =
        new Leg(
            path,
            channels(rule).orElse(outer.channels()),
            rule.fallback().orElse(outer.fallback()),
            rule.escalate().isEmpty()
                ? outer.escalations()
                : rule.escalate().stream()
                    .map(step -> new Escalation(step.after(), step.channels()))
                    .toList(),
            rule.remind().or(outer::remind));
    return new Route(AlertMatch.of(rule.match()), leg, rule.goesOn(), read(inner(rule), leg));
  }

  private static Optional<List<String>> channels(Rule rule) {
    return switch (rule) {
      case RoutingConfig.Route route -> Optional.of(route.channels());
      case Branch branch -> branch.channels();
      case Twig twig -> twig.channels();
      default -> throw new IllegalStateException("a rule is a route at one of three levels");
    };
  }

  private static List<? extends Rule> inner(Rule rule) {
    return switch (rule) {
      case RoutingConfig.Route route -> route.routes();
      case Branch branch -> branch.routes();
      default -> List.of();
    };
  }
}
