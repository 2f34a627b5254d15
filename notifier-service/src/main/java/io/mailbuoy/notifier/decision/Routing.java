package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertMatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Who is told of which alert.
///
/// Routes are a tree. The first that fits decides, or those in it do where one of them fits; one
/// with `continue` lets the next ones be asked as well.
public final class Routing {
  private final List<Route> routes;
  private final Map<String, Set<String>> dependencies;

  /// @param dependencies by channel, the services without which it does not work
  public Routing(List<Route> routes, Map<String, Set<String>> dependencies) {
    this.routes = List.copyOf(routes);
    this.dependencies = Map.copyOf(dependencies);
  }

  public static Routing of(MailbuoyConfig config) {
    Map<String, Set<String>> dependencies = new LinkedHashMap<>();
    config
        .channels()
        .forEach((name, channel) ->
            dependencies.put(name, Set.copyOf(channel.dependsOn().orElse(List.of()))));
    return new Routing(RouteReader.read(config.routes()), dependencies);
  }

  /// One route of the configuration, with what it takes over from the one that it lies in.
  ///
  /// @param goesOn whether the routes after it are asked as well
  /// @param routes those that lie in it
  public record Route(AlertMatch match, Leg leg, boolean goesOn, List<Route> routes) {
    public Route {
      routes = List.copyOf(routes);
    }

    public Route(AlertMatch match, List<String> channels, List<String> fallback) {
      this(
          match,
          new Leg("route", channels, fallback, List.of(), Optional.empty()),
          false,
          List.of());
    }
  }

  /// What one route says.
  ///
  /// @param path the route's place in the configuration, such as `routes[0].routes[1]`
  /// @param channels who is told
  /// @param fallback who is told where one of those cannot be, the first that can
  /// @param escalations who else is told where nobody acknowledges
  /// @param remind how often an alert that goes on is told again
  public record Leg(
      String path,
      List<String> channels,
      List<String> fallback,
      List<Escalation> escalations,
      Optional<Duration> remind) {
    public Leg {
      channels = List.copyOf(channels);
      fallback = List.copyOf(fallback);
      escalations = List.copyOf(escalations);
    }

    /// Whether the channel can be told because of this route, now or later.
    boolean names(String channel) {
      return channels.contains(channel)
          || fallback.contains(channel)
          || escalations.stream().anyMatch(step -> step.channels().contains(channel));
    }
  }

  /// Who else is told so long after the alert was first told.
  public record Escalation(Duration after, List<String> channels) {
    public Escalation {
      channels = List.copyOf(channels);
    }
  }

  /// Where an alert goes.
  ///
  /// @param legs what the routes say that decide; empty where none fits
  /// @param doubtful the channels that need a service which the alert says is broken
  public record Plan(List<Leg> legs, Set<String> doubtful) {
    public Plan {
      legs = List.copyOf(legs);
      doubtful = Set.copyOf(doubtful);
    }

    /// Who is told, in the order of the routes.
    public List<String> channels() {
      return legs.stream().flatMap(leg -> leg.channels().stream()).distinct().toList();
    }

    /// How often a channel is reminded.
    Optional<Duration> remind(String channel) {
      return legs.stream()
          .filter(leg -> leg.names(channel))
          .flatMap(leg -> leg.remind().stream())
          .min(Duration::compareTo);
    }
  }

  /// What became of a route when an alert came by.
  public enum Fit {
    /// It does not fit.
    NO,
    /// It fits, and one that lies in it decides.
    LEADS_ON,
    /// It decides.
    DECIDES
  }

  /// One route on an alert's way.
  public record Step(String path, AlertMatch match, Fit fit) {}

  public Plan plan(Alert alert) {
    return plan(alert, step -> {});
  }

  /// The routes that were asked, in the order in which they stand.
  public List<Step> way(Alert alert) {
    List<Step> steps = new ArrayList<>();
    plan(alert, steps::add);
    return steps;
  }

  private Plan plan(Alert alert, Consumer<Step> passed) {
    List<Leg> found = new ArrayList<>();
    walk(routes, alert, found, passed);
    Set<String> doubtful = doubtful(alert);
    return new Plan(found.stream().map(leg -> independentFirst(leg, doubtful)).toList(), doubtful);
  }

  /// @return whether a route fits
  private static boolean walk(
      List<Route> routes, Alert alert, List<Leg> into, Consumer<Step> passed) {
    boolean any = false;
    for (Route route : routes) {
      if (!route.match().fits(alert)) {
        passed.accept(new Step(route.leg().path(), route.match(), Fit.NO));
        continue;
      }
      any = true;
      List<Step> inner = new ArrayList<>();
      boolean leadsOn = walk(route.routes(), alert, into, inner::add);
      Fit fit = leadsOn ? Fit.LEADS_ON : Fit.DECIDES;
      passed.accept(new Step(route.leg().path(), route.match(), fit));
      inner.forEach(passed);
      if (!leadsOn) {
        into.add(route.leg());
      }
      if (!route.goesOn()) {
        return true;
      }
    }
    return any;
  }

  private static Leg independentFirst(Leg leg, Set<String> doubtful) {
    Set<String> order = new LinkedHashSet<>(leg.fallback());
    order.removeAll(doubtful);
    order.addAll(leg.fallback());
    return new Leg(leg.path(), leg.channels(), List.copyOf(order), leg.escalations(), leg.remind());
  }

  private Set<String> doubtful(Alert alert) {
    List<String> broken = broken(alert);
    Set<String> doubtful = new LinkedHashSet<>();
    dependencies.forEach((channel, needs) -> {
      if (broken.stream().anyMatch(needs::contains)) {
        doubtful.add(channel);
      }
    });
    return doubtful;
  }

  /// The services that the verdict says do not work. Where the fault is our own, a rejected
  /// credential say, the service works for everybody else.
  public static List<String> broken(Alert alert) {
    List<String> broken = new ArrayList<>();
    switch (alert.verdict().faultDomain().value()) {
      case PROVIDER, NETWORK, UNKNOWN -> broken.add(alert.service());
      case CUSTOMER, MONITORING -> {}
    }
    switch (alert.verdict().cause().value()) {
      case IDENTITY_OUTAGE -> broken.add("entra-id");
      case PROVIDER_OUTAGE,
          DNS_FAILURE,
          NETWORK_PATH,
          CREDENTIAL_REJECTED,
          ACCESS_POLICY,
          MAILBOX_MISCONFIGURED,
          CERTIFICATE,
          THROTTLED,
          CONFIGURATION_CHANGE,
          MONITORING_BLIND,
          UNKNOWN -> {}
    }
    return broken;
  }
}
