package io.mailbuoy.probe.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.probe.ManualClock;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.token.ClientProof;
import io.mailbuoy.probe.token.EntraErrors;
import io.mailbuoy.probe.token.TokenEndpoint;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.testbed.EntraFault;
import io.mailbuoy.testbed.GraphFault;
import io.mailbuoy.testbed.Incidents;
import io.mailbuoy.testbed.MicrosoftCloud;
import io.mailbuoy.testbed.TokenAuthority;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceHealthProbeTest {
  private static final Instant NOW = Instant.parse("2026-01-08T06:00:00Z");
  private static final String ISSUES = "/v1.0/admin/serviceAnnouncement/issues";

  private final ManualClock clock = new ManualClock("2026-01-08T06:00:00Z");
  private final Network network = Network.open();
  private final Web web = new Web();
  private final MicrosoftCloud cloud = MicrosoftCloud.start(new TokenAuthority());
  private final List<ServiceIncident> published = new ArrayList<>();
  private final KnownIncidents known = new KnownIncidents();
  private ServiceHealthProbe probe;

  @BeforeEach
  void open() {
    cloud.addClient("client", "secret");
    known.complete();
    probe = probe(known);
  }

  @AfterEach
  void close() {
    cloud.close();
    web.close();
    network.close();
  }

  private ServiceHealthProbe probe(KnownIncidents past) {
    Tokens tokens =
        new Tokens(
            new TokenEndpoint(
                web,
                URI.create(cloud.tokenUrl("directory")),
                "client",
                new ClientProof.SharedSecret(new Secret("secret")),
                EntraErrors.load(),
                Clock.systemUTC()),
            System::nanoTime);
    return new ServiceHealthProbe(
        network,
        "contoso",
        tokens,
        new IssueFeed(web, cloud.graphUrl(), clock),
        past,
        published::add,
        clock,
        Duration.ofSeconds(5));
  }

  @Test
  void an_incident_is_published_as_received_once() {
    ObjectNode issue = Incidents.imapOutage("EX1").published(NOW.minusSeconds(3600), NOW);
    cloud.publish(issue);
    Observation seen = probe.observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(seen.phases().stream().map(each -> each.phase().value()).toList())
        .containsExactly(Phase.TOKEN, Phase.REQUEST);
    assertThat(published).containsExactly(new ServiceIncident("contoso", NOW, "graph", issue));
    probe.observe();
    assertThat(published).hasSize(1);
  }

  @Test
  void every_revision_is_published() {
    Incidents incident = Incidents.imapOutage("EX1");
    cloud.publish(incident.published(NOW.minusSeconds(3600), NOW));
    probe.observe();
    clock.advance(Duration.ofHours(1));
    cloud.publish(incident.updated(NOW.minusSeconds(3600), clock.instant()));
    probe.observe();
    clock.advance(Duration.ofHours(1));
    cloud.publish(incident.closed(NOW.minusSeconds(86_400), NOW, clock.instant()));
    probe.observe();
    assertThat(published.stream().map(each -> each.incident().path("status").asText()).toList())
        .containsExactly("serviceDegradation", "restoringService", "serviceRestored");
  }

  @Test
  void every_page_is_read() {
    for (int i = 0; i < 250; i++) {
      cloud.publish(Incidents.imapOutage("EX" + i).published(NOW, NOW));
    }
    probe.observe();
    assertThat(published).hasSize(250);
    assertThat(cloud.requests(ISSUES)).isEqualTo(3);
  }

  @Test
  void what_is_over_and_old_is_history() {
    Instant old = NOW.minus(Duration.ofDays(20));
    Instant recent = NOW.minus(Duration.ofDays(3));
    cloud.publish(Incidents.imapOutage("EX1").closed(old, old, old));
    cloud.publish(Incidents.imapOutage("EX2").closed(recent, recent, recent));
    cloud.publish(Incidents.imapOutage("EX3").published(old, old));
    probe.observe();
    assertThat(published.stream().map(ServiceIncident::incidentId).toList())
        .containsExactly("EX2", "EX3");
  }

  @Test
  void a_restart_publishes_nothing_twice() {
    ObjectNode issue = Incidents.imapOutage("EX1").published(NOW, NOW);
    cloud.publish(issue);
    probe.observe();
    KnownIncidents afterRestart = new KnownIncidents();
    ServiceHealthProbe restarted = probe(afterRestart);
    restarted.observe();
    assertThat(published).as("before the past is known").hasSize(1);
    published.forEach(each -> afterRestart.add(reread(each)));
    afterRestart.complete();
    restarted.observe();
    assertThat(published).as("after it is known").hasSize(1);
  }

  private static ServiceIncident reread(ServiceIncident incident) {
    return Json.mapper().convertValue(incident, ServiceIncident.class);
  }

  @Test
  void a_refused_filter_is_not_tried_again_and_all_is_read_instead() {
    cloud.publish(Incidents.imapOutage("EX1").published(NOW, NOW));
    probe.observe();
    cloud.graph().set(new GraphFault.FilterRefused());
    cloud.publish(Incidents.imapOutage("EX2").published(NOW, NOW));
    assertThat(probe.observe().end()).isEqualTo(new Observation.Worked());
    assertThat(published).hasSize(2);
    int before = cloud.requests(ISSUES);
    probe.observe();
    assertThat(cloud.requests(ISSUES) - before).isEqualTo(1);
  }

  @Test
  void too_many_requests_are_a_request_for_quiet() {
    cloud.graph().set(new GraphFault.TooManyRequests(17));
    Observation.Failed failed = failed();
    assertThat(failed.phase()).isEqualTo(Phase.REQUEST);
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.THROTTLED);
    assertThat(failed.fault().backOff()).contains(Duration.ofSeconds(17));
    assertThat(failed.fault().retryable()).isFalse();
  }

  @Test
  void a_nested_error_is_told_in_one_line() {
    cloud.graph().set(new GraphFault.Error(403, "forbidden"));
    Observation.Failed failed = failed();
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.AUTH_REJECTED);
    assertThat(failed.fault().serverText())
        .isEqualTo("HTTP 403 UnknownError: forbidden: The resource is not there for this tenant.");
  }

  @Test
  void an_error_of_the_servers_may_pass() {
    cloud.graph().set(new GraphFault.Error(502, "generalException"));
    Observation.Failed failed = failed();
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.HTTP_ERROR);
    assertThat(failed.fault().retryable()).isTrue();
  }

  @Test
  void a_front_doors_page_is_no_answer() {
    cloud.graph().set(new GraphFault.Html());
    assertThat(failed().fault().kind()).isEqualTo(FailureKind.PROTOCOL_ERROR);
  }

  @Test
  void without_a_token_the_failed_phase_is_the_token() {
    cloud.entra().set(new EntraFault.Error(401, "invalid_client", 7000222));
    Observation.Failed failed = failed();
    assertThat(failed.phase()).isEqualTo(Phase.TOKEN);
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.TOKEN_REJECTED);
  }

  @Test
  void the_token_goes_to_nobody_but_graph() {
    try (MicrosoftCloud other = MicrosoftCloud.start(new TokenAuthority())) {
      IssueFeed feed = new IssueFeed(web, cloud.graphUrl(), clock);
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> feed.own(other.graphUrl() + "/admin/serviceAnnouncement/issues?$skip=100"))
          .isInstanceOf(io.mailbuoy.probe.wire.FaultException.class);
    }
  }

  private Observation.Failed failed() {
    Observation seen = probe.observe();
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    assertThat(published).isEmpty();
    return (Observation.Failed) seen.end();
  }
}
