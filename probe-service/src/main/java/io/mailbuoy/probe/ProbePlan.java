package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig.TargetConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig.Tenant;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.probe.graph.IssueFeed;
import io.mailbuoy.probe.graph.KnownIncidents;
import io.mailbuoy.probe.graph.ServiceHealthProbe;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenProbe;
import io.mailbuoy.probe.token.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Everything that is probed: the targets of the configuration, and for each tenant with a client
/// its two controls.
///
/// | control | id | asks |
/// | --- | --- | --- |
/// | token | `<tenant>-token` | the identity provider for a new token, every `probe.token-interval` |
/// | service health | `<tenant>-service-health` | Graph for the tenant's incidents |
///
/// @param watched what can be probed
/// @param problems what cannot, each in one sentence that names the target and what to do
public record ProbePlan(List<Watched> watched, List<String> problems) {
  private static final Duration TOKEN_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration GRAPH_TIMEOUT = Duration.ofSeconds(30);

  public ProbePlan {
    watched = List.copyOf(watched);
    problems = List.copyOf(problems);
  }

  /// @param known what was published of service health before
  /// @param incidents where news of it go
  public static ProbePlan of(
      MailbuoyConfig config,
      Toolbox tools,
      KnownIncidents known,
      Consumer<ServiceIncident> incidents) {
    List<Watched> watched = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (TargetConfig target : config.probed()) {
      switch (Protocols.probeFor(target, tools)) {
        case Protocols.Choice.Found(Watched found) -> watched.add(found);
        case Protocols.Choice.None(String reason) -> problems.add(reason);
      }
    }
    Set<String> ids = new HashSet<>(watched.stream().map(each -> each.target().id()).toList());
    for (Watched control : controls(config, tools, known, incidents)) {
      if (ids.add(control.target().id())) {
        watched.add(control);
      } else {
        problems.add(
            "the id "
                + control.target().id()
                + " is that of a control that Mailbuoy adds by itself, so the control is left out;"
                + " give the target of the configuration another id");
      }
    }
    return new ProbePlan(watched, problems);
  }

  private static List<Watched> controls(
      MailbuoyConfig config,
      Toolbox tools,
      KnownIncidents known,
      Consumer<ServiceIncident> incidents) {
    List<Watched> controls = new ArrayList<>();
    config
        .tenants()
        .forEach((name, tenant) -> {
          if (tenant.hasClient()) {
            controls.add(token(name, tenant, config, tools));
          }
          if (tenant.readsServiceHealth()) {
            controls.add(serviceHealth(name, tenant, tools, known, incidents));
          }
        });
    return controls;
  }

  private static Watched token(String name, Tenant tenant, MailbuoyConfig config, Toolbox tools) {
    boolean mailboxes =
        config.targets().stream()
            .anyMatch(
                target -> target.tenant().filter(name::equals).isPresent() && target.usesToken());
    Target target =
        control(
            name + "-token",
            name,
            "entra-id",
            Protocol.TOKEN,
            tenant.tokenEndpoint(),
            config.probe().tokenInterval(),
            TOKEN_TIMEOUT);
    return new Watched(
        target,
        new TokenProbe(
            tools.network(),
            tools.tokens(name),
            mailboxes ? tools.mailScope(name) : Scope.GRAPH,
            TOKEN_TIMEOUT));
  }

  private static Watched serviceHealth(
      String name,
      Tenant tenant,
      Toolbox tools,
      KnownIncidents known,
      Consumer<ServiceIncident> incidents) {
    Target target =
        control(
            name + "-service-health",
            name,
            "m365-admin-centre",
            Protocol.GRAPH,
            tenant.graphUrl(),
            tenant.serviceHealth().interval(),
            GRAPH_TIMEOUT);
    Tokens tokens = tools.tokens(name);
    return new Watched(
        target,
        new ServiceHealthProbe(
            tools.network(),
            name,
            tokens,
            new IssueFeed(tools.web(), tenant.graphUrl(), tools.clock()),
            known,
            incidents,
            tools.clock(),
            GRAPH_TIMEOUT));
  }

  private static Target control(
      String id,
      String tenant,
      String service,
      Protocol protocol,
      String url,
      Duration interval,
      Duration timeout) {
    return new Target(
        id,
        tenant,
        service,
        Open.of(protocol),
        Open.of(Role.CONTROL),
        url,
        null,
        "none",
        interval.toMillis(),
        timeout.toMillis());
  }
}
