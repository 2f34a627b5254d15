package io.mailbuoy.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.probe.graph.KnownIncidents;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbePlanTest {
  @Test
  void a_tenant_with_a_client_gets_its_two_controls() {
    ProbePlan plan =
        plan(
            """
            mailbuoy:
              tenants:
                contoso: {directory-id: d, client-id: c, client-secret: hidden-word, service-health: {interval: 45s}}
                plain: {}
              targets:
                - {id: inbox, tenant: contoso, service: exchange-online, url: "imaps://outlook.office365.com:993",
                   user: support@contoso.example, password: other-hidden-word}
            """);
    assertThat(plan.problems()).isEmpty();
    List<Target> targets = plan.watched().stream().map(Watched::target).toList();
    assertThat(targets)
        .extracting(Target::id)
        .containsExactly("inbox", "contoso-token", "contoso-service-health");
    assertThat(targets).extracting(Target::tenant).containsOnly("contoso");
    Target token = targets.get(1);
    assertThat(token.service()).isEqualTo("entra-id");
    assertThat(token.protocol().is(Protocol.TOKEN)).isTrue();
    assertThat(token.role().is(Role.CONTROL)).isTrue();
    assertThat(token.intervalMillis()).isEqualTo(300_000);
    Target health = targets.get(2);
    assertThat(health.service()).isEqualTo("m365-admin-centre");
    assertThat(health.protocol().is(Protocol.GRAPH)).isTrue();
    assertThat(health.intervalMillis()).isEqualTo(45_000);
    assertThat(targets)
        .allSatisfy(target ->
            assertThat(new String(Topics.TARGETS.codec().write(target), StandardCharsets.UTF_8))
                .doesNotContain("hidden-word"));
  }

  @Test
  void a_status_feed_needs_no_client() {
    ProbePlan plan =
        plan(
            """
            mailbuoy:
              tenants:
                contoso: {service-health: {status-feed: "https://status.example.org/feed"}}
              targets: []
            """);
    assertThat(plan.problems()).isEmpty();
    Target feed = plan.watched().getFirst().target();
    assertThat(feed.id()).isEqualTo("contoso-status-feed");
    assertThat(feed.tenant()).isEqualTo("contoso");
    assertThat(feed.protocol().is(Protocol.HTTPS)).isTrue();
    assertThat(feed.role().is(Role.CONTROL)).isTrue();
    assertThat(feed.intervalMillis()).isEqualTo(60_000);
  }

  @Test
  void service_health_can_be_turned_off() {
    ProbePlan plan =
        plan(
            """
            mailbuoy:
              tenants:
                contoso: {directory-id: d, client-id: c, client-secret: s, service-health: {enabled: false}}
              targets: []
            """);
    assertThat(plan.watched())
        .extracting(each -> each.target().id())
        .containsExactly("contoso-token");
  }

  @Test
  void every_scheme_of_the_contract_has_its_probe() {
    Map<String, Protocol> schemes =
        Map.of(
            "imap",
            Protocol.IMAP,
            "imaps",
            Protocol.IMAP,
            "pop3",
            Protocol.POP3,
            "pop3s",
            Protocol.POP3,
            "smtp",
            Protocol.SMTP,
            "smtps",
            Protocol.SMTP,
            "https",
            Protocol.HTTPS,
            "http",
            Protocol.HTTPS,
            "dns",
            Protocol.DNS);
    schemes.forEach((scheme, protocol) -> {
      ProbePlan plan =
          plan(
              """
              mailbuoy:
                targets:
                  - {id: t, service: s, url: "%s://example.org"}
              """
                  .formatted(scheme));
      assertThat(plan.problems()).isEmpty();
      assertThat(plan.watched()).hasSize(1);
      assertThat(plan.watched().getFirst().target().protocol().value()).isEqualTo(protocol);
    });
  }

  @Test
  void each_name_server_is_watched_by_itself() {
    ProbePlan plan =
        plan(
            """
            mailbuoy:
              targets:
                - {id: names, service: s, url: "dns://outlook.example.org", resolvers: [192.0.2.1, 192.0.2.2], role: control}
                - {id: bad, service: s, url: "dns://192.0.2.1/outlook.example.org?type=WKS", role: control}
            """);
    assertThat(plan.watched())
        .extracting(each -> each.target().id())
        .containsExactly("names@192.0.2.1", "names@192.0.2.2");
    assertThat(plan.problems()).singleElement().asString().contains("bad", "WKS", "AAAA");
  }

  @Test
  void a_mailbox_read_with_graph_is_a_control_of_its_own() {
    ProbePlan plan =
        plan(
            """
            mailbuoy:
              tenants:
                contoso: {directory-id: d, client-id: c, client-secret: s, service-health: {enabled: false}}
              targets:
                - {id: look, tenant: contoso, service: exchange-online, url: "https://graph.example.org/v1.0",
                   protocol: graph, role: control, user: support@contoso.example}
            """);
    assertThat(plan.problems()).isEmpty();
    Target look = plan.watched().getFirst().target();
    assertThat(look.protocol().is(Protocol.GRAPH)).isTrue();
    assertThat(look.role().is(Role.CONTROL)).isTrue();
  }

  @Test
  void a_target_with_a_controls_id_is_told_of_and_wins() {
    ProbePlan plan =
        plan(
            """
            mailbuoy:
              tenants:
                contoso: {directory-id: d, client-id: c, client-secret: s, service-health: {enabled: false}}
              targets:
                - {id: contoso-token, service: s, url: "https://example.org"}
            """);
    assertThat(plan.watched()).hasSize(1);
    assertThat(plan.watched().getFirst().target().protocol().is(Protocol.HTTPS)).isTrue();
    assertThat(plan.problems()).singleElement().asString().contains("contoso-token", "another id");
  }

  private static ProbePlan plan(String text) {
    MailbuoyConfig config = ConfigFile.parse("test", text, Map.of()).typed();
    try (Toolbox tools = new Toolbox(config.tenants(), Clock.systemUTC())) {
      return ProbePlan.of(config, config.probed(), tools, new KnownIncidents(), incident -> {});
    }
  }
}
