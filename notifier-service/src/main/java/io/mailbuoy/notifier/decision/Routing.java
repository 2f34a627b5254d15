package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is told of which alert: the first route that fits decides.
public final class Routing {
  private final List<Route> routes;
  private final Map<String, Set<String>> dependencies;

  /// @param dependencies by channel, the services without which it does not work
  public Routing(List<Route> routes, Map<String, Set<String>> dependencies) {
    this.routes = List.copyOf(routes);
    this.dependencies = Map.copyOf(dependencies);
  }

  public static Routing of(MailbuoyConfig config) {
    List<Route> routes =
        config.routes().stream()
            .map(route ->
                new Route(
                    new AlertMatch(route.match()),
                    route.channels(),
                    route.fallback().orElse(List.of())))
            .toList();
    Map<String, Set<String>> dependencies = new LinkedHashMap<>();
    config
        .channels()
        .forEach((name, channel) ->
            dependencies.put(name, Set.copyOf(channel.dependsOn().orElse(List.of()))));
    return new Routing(routes, dependencies);
  }

  /// One route of the configuration.
  public record Route(AlertMatch match, List<String> channels, List<String> fallback) {
    public Route {
      channels = List.copyOf(channels);
      fallback = List.copyOf(fallback);
    }
  }

  /// Where an alert goes.
  ///
  /// @param channels who is told; empty where no route fits
  /// @param fallback who is told where one of those cannot be
  /// @param doubtful those of the channels that need a service which the alert says is broken
  public record Plan(List<String> channels, List<String> fallback, Set<String> doubtful) {
    public Plan {
      channels = List.copyOf(channels);
      fallback = List.copyOf(fallback);
      doubtful = Set.copyOf(doubtful);
    }
  }

  public Plan plan(Alert alert) {
    for (Route route : routes) {
      if (route.match().fits(alert)) {
        return new Plan(route.channels(), route.fallback(), doubtful(route, alert));
      }
    }
    return new Plan(List.of(), List.of(), Set.of());
  }

  private Set<String> doubtful(Route route, Alert alert) {
    List<String> broken = broken(alert);
    List<String> doubtful = new ArrayList<>();
    for (String channel : route.channels()) {
      if (broken.stream().anyMatch(dependencies.getOrDefault(channel, Set.of())::contains)) {
        doubtful.add(channel);
      }
    }
    return Set.copyOf(doubtful);
  }

  /// The services that the verdict says do not work. Where the fault is our own, a rejected
  /// credential say, the service works for everybody else.
  static List<String> broken(Alert alert) {
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
