package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig.Tenant;
import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.probe.graph.Announcements;
import io.mailbuoy.probe.graph.Issues;
import io.mailbuoy.probe.graph.KnownIncidents;
import io.mailbuoy.probe.graph.MessageCentre;
import io.mailbuoy.probe.graph.News;
import io.mailbuoy.probe.graph.RequestBudget;
import io.mailbuoy.probe.graph.ServiceHealthProbe;
import io.mailbuoy.probe.statuspage.StatusFeedProbe;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenProbe;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Everything that is probed: the targets of the configuration, and for each tenant with a client
/// its controls.
///
/// | control | id | asks |
/// | --- | --- | --- |
/// | token | `<tenant>-token` | the identity provider for a new token, every `probe.token-interval` |
/// | service health | `<tenant>-service-health` | Graph for the tenant's incidents and posts |
/// | status feed | `<tenant>-status-feed` | a public status page, where one is configured |
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

  /// @param targets those of the configuration as it is now; the rest of it stays as it was at the
  ///   start
  /// @param known what was published of service health before
  /// @param incidents where news of it go
  public static ProbePlan of(
      MailbuoyConfig config,
      List<? extends TargetConfig> targets,
      Toolbox tools,
      KnownIncidents known,
      Consumer<ServiceIncident> incidents) {
    List<Watched> watched = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (TargetConfig target : targets) {
      switch (Protocols.probeFor(target, tools)) {
        case Protocols.Choice.Found(Watched found) -> watched.add(found);
        case Protocols.Choice.None(String reason) -> problems.add(reason);
      }
    }
    Set<String> ids = new HashSet<>(watched.stream().map(each -> each.target().id()).toList());
    for (Watched control : controls(config, targets, tools, known, incidents)) {
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
      List<? extends TargetConfig> targets,
      Toolbox tools,
      KnownIncidents known,
      Consumer<ServiceIncident> incidents) {
    List<Watched> controls = new ArrayList<>();
    config
        .tenants()
        .forEach((name, tenant) -> {
          News news = new News(name, known, incidents, tools.clock());
          if (tenant.hasClient()) {
            controls.add(token(name, tenant, config, targets, tools));
          }
          if (tenant.readsServiceHealth()) {
            controls.add(serviceHealth(name, tenant, config, tools, news));
          }
          tenant
              .serviceHealth()
              .statusFeed()
              .ifPresent(url -> controls.add(statusFeed(name, tenant, url, tools, news)));
        });
    return controls;
  }

  private static Watched token(
      String name,
      Tenant tenant,
      MailbuoyConfig config,
      List<? extends TargetConfig> targets,
      Toolbox tools) {
    boolean mailboxes =
        targets.stream()
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
      String name, Tenant tenant, MailbuoyConfig config, Toolbox tools, News news) {
    Target target =
        control(
            name + "-service-health",
            name,
            "m365-admin-centre",
            Protocol.GRAPH,
            tenant.graphUrl(),
            tenant.serviceHealth().interval(),
            GRAPH_TIMEOUT);
    RequestBudget budget = new RequestBudget(tools.clock());
    return new Watched(
        target,
        new ServiceHealthProbe(
            tools.network(),
            tools.tokens(name),
            new Issues(tools.web(), tenant.graphUrl(), budget, tools.clock()),
            tenant.serviceHealth().messages()
                ? Optional.of(messages(name, tenant, config, tools, budget, news))
                : Optional.empty(),
            budget,
            news,
            tools.clock(),
            GRAPH_TIMEOUT));
  }

  private static Watched statusFeed(
      String name, Tenant tenant, String url, Toolbox tools, News news) {
    Target target =
        control(
            name + "-status-feed",
            name,
            "m365-status-page",
            Protocol.HTTPS,
            url,
            tenant.serviceHealth().statusFeedInterval(),
            GRAPH_TIMEOUT);
    return new Watched(
        target,
        new StatusFeedProbe(
            tools.network(), tools.web(), URI.create(url), news, tools.clock(), GRAPH_TIMEOUT));
  }

  private static MessageCentre messages(
      String name,
      Tenant tenant,
      MailbuoyConfig config,
      Toolbox tools,
      RequestBudget budget,
      News news) {
    Set<String> services = new HashSet<>();
    config.targets().stream()
        .filter(target -> target.tenant().filter(name::equals).isPresent())
        .forEach(target -> services.add(target.service()));
    return new MessageCentre(
        Announcements.messages(tools.web(), tenant.graphUrl(), budget, tools.clock()),
        news,
        services,
        tools.clock());
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
