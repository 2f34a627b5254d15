package io.mailbuoy.probe.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceHealthProbeTest {
  private static final Instant NOW = Instant.parse("2026-01-08T06:00:00Z");
  private static final String ISSUES = "/v1.0/admin/serviceAnnouncement/issues";
  private static final String MESSAGES = "/v1.0/admin/serviceAnnouncement/messages";

  private final ManualClock clock = new ManualClock("2026-01-08T06:00:00Z");
  private final Network network = Network.open();
  private final Web web = new Web();
  private final MicrosoftCloud cloud = MicrosoftCloud.start(new TokenAuthority());
  private final List<ServiceIncident> published = new ArrayList<>();
  private final KnownIncidents known = new KnownIncidents();
  private final RequestBudget budget = new RequestBudget(clock);
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
    News news = new News("contoso", past, published::add, clock);
    return new ServiceHealthProbe(
        network,
        tokens,
        new Issues(web, cloud.graphUrl(), budget, clock),
        Optional.of(
            new MessageCentre(
                Announcements.messages(web, cloud.graphUrl(), budget, clock),
                news,
                Set.of("exchange-online"),
                clock)),
        budget,
        news,
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

  @Test
  void an_older_word_that_comes_back_from_the_topic_is_not_the_last() {
    Incidents incident = Incidents.imapOutage("EX1");
    cloud.publish(incident.published(NOW, NOW));
    probe.observe();
    clock.advance(Duration.ofMinutes(1));
    cloud.publish(incident.updated(NOW, clock.instant()));
    probe.observe();
    known.add(reread(published.getFirst()));
    probe.observe();
    assertThat(published).hasSize(2);
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
    Observation.Failed failed = failed();
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.PROTOCOL_ERROR);
    assertThat(failed.fault().serverText()).startsWith("HTTP 200 without JSON: <!DOCTYPE html>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | HTTP 200 with an empty body",
        "NO DATA | HTTP 200 without JSON: NO DATA",
        "{} | HTTP 200 without issues: {}",
        "null | HTTP 200 without issues: null",
        "{\"value\":null} | HTTP 200 without issues: {\"value\":null}",
        "{\"error\":{\"code\":\"x\",\"message\":\"no\"}} | HTTP 200 x: no",
      })
  void an_answer_without_data_is_a_failure_with_the_servers_words(String body, String text) {
    cloud.graph().set(new GraphFault.Says(200, body));
    Observation.Failed failed = failed();
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.PROTOCOL_ERROR);
    assertThat(failed.fault().serverText()).isEqualTo(text);
  }

  @Test
  void no_issue_at_all_is_believed_where_every_service_is_reported() {
    assertThat(probe.observe().end()).isEqualTo(new Observation.Worked());
  }

  @Test
  void no_issue_and_no_service_is_no_data() {
    cloud.graph().set(new GraphFault.Says(200, "{\"value\":[]}"));
    assertThat(failed().fault().serverText())
        .isEqualTo("HTTP 200 without any issue or state of a service");
  }

  @Test
  void no_issue_while_a_service_is_in_trouble_is_no_data() {
    cloud.publish(Incidents.imapOutage("EX1").published(NOW, NOW));
    cloud.graph().set(new GraphFault.Only("/issues", new GraphFault.Says(200, "{\"value\":[]}")));
    assertThat(failed().fault().serverText())
        .isEqualTo(
            "HTTP 200 without any issue, while Exchange Online is in the state"
                + " serviceDegradation");
  }

  @Test
  void issues_that_are_all_gone_at_once_are_no_data() {
    cloud.publish(Incidents.imapOutage("EX1").closed(NOW, NOW, NOW));
    probe.observe();
    published.clear();
    cloud.remove("EX1");
    assertThat(failed().fault().serverText())
        .isEqualTo("HTTP 200 without any issue, where there were some before");
  }

  @Test
  void a_date_to_come_back_at_is_obeyed() {
    clock.advance(Duration.ofSeconds(3));
    cloud.graph().set(new GraphFault.TooManyRequestsUntil(NOW.plusSeconds(63)));
    assertThat(failed().fault().backOff()).contains(Duration.ofSeconds(60));
    cloud.graph().set(new GraphFault.TooManyRequestsUntil(NOW.minusSeconds(63)));
    assertThat(failed().fault().backOff()).contains(Duration.ZERO);
  }

  @Test
  void a_closed_issue_that_changes_again_is_published_again() {
    Instant old = NOW.minus(Duration.ofDays(10));
    Incidents incident = Incidents.imapOutage("EX1");
    cloud.publish(incident.closed(old, old, old));
    probe.observe();
    clock.advance(Duration.ofDays(9));
    cloud.publish(
        incident.closed(old, old, clock.instant()).put("status", "postIncidentReviewPublished"));
    probe.observe();
    assertThat(published)
        .extracting(each -> each.incident().path("status").asText())
        .containsExactly("serviceRestored", "postIncidentReviewPublished");
  }

  @Test
  void words_that_are_not_known_and_clocks_that_run_ahead_change_nothing() {
    ObjectNode issue = Incidents.imapOutage("EX1").published(NOW, NOW.plusSeconds(7200));
    cloud.publish(issue.put("status", "somethingNew").put("extra", "word"));
    probe.observe();
    probe.observe();
    assertThat(published).hasSize(1);
    assertThat(published.getFirst().incident()).isEqualTo(issue);
    cloud.publish(Incidents.imapOutage("EX2").published(NOW, NOW.minusSeconds(60)));
    probe.observe();
    assertThat(published).extracting(ServiceIncident::incidentId).containsExactly("EX1", "EX2");
  }

  @Test
  void a_record_that_no_broker_would_take_loses_its_oldest_posts() {
    ObjectNode issue = Incidents.imapOutage("EX1").published(NOW, NOW);
    ArrayNode posts = issue.withArray("posts");
    for (int i = 0; i < 30; i++) {
      posts
          .addObject()
          .put("createdDateTime", NOW.plusSeconds(i).toString())
          .putObject("description")
          .put("content", i + "x".repeat(50_000));
    }
    cloud.publish(issue);
    probe.observe();
    probe.observe();
    assertThat(published).hasSize(1);
    JsonNode kept = published.getFirst().incident().path("posts");
    assertThat(kept.size()).isBetween(14, 16);
    assertThat(kept.get(kept.size() - 1).path("description").path("content").asText())
        .startsWith("29x");
  }

  private static ObjectNode post(String id, String service, Instant at) {
    ObjectNode post = Json.mapper().createObjectNode();
    post.put("id", id).put("title", "IMAP4 is retired").put("category", "planForChange");
    post.put("lastModifiedDateTime", at.toString()).putArray("services").add(service);
    return post;
  }

  @Test
  void posts_about_the_tenants_services_are_published_as_received_once() {
    ObjectNode post = post("MC1", "Exchange Online", NOW);
    cloud.publishMessage(post);
    cloud.publishMessage(post("MC2", "Viva Engage", NOW));
    cloud.publishMessage(post("MC3", "Exchange Online", NOW.minus(Duration.ofDays(20))));
    probe.observe();
    clock.advance(Duration.ofMinutes(10));
    probe.observe();
    assertThat(published)
        .containsExactly(new ServiceIncident("contoso", NOW, "message-centre", post));
    cloud.publishMessage(post("MC1", "Exchange Online", clock.instant()).put("title", "Later"));
    clock.advance(Duration.ofMinutes(10));
    probe.observe();
    assertThat(published).hasSize(2);
  }

  @Test
  void posts_are_read_less_often_than_issues() {
    for (int i = 0; i < 20; i++) {
      probe.observe();
      clock.advance(Duration.ofSeconds(30));
    }
    assertThat(cloud.requests(MESSAGES)).isEqualTo(2);
    assertThat(cloud.requests(ISSUES)).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"403, 60", "404, 5", "503, 5"})
  void posts_that_cannot_be_read_fail_nothing_and_are_asked_for_later(int status, int minutes) {
    cloud.publish(Incidents.imapOutage("EX1").published(NOW, NOW));
    cloud.graph().set(new GraphFault.Only("/messages", new GraphFault.Error(status, "forbidden")));
    assertThat(probe.observe().end()).isEqualTo(new Observation.Worked());
    assertThat(published).extracting(ServiceIncident::incidentId).containsExactly("EX1");
    clock.advance(Duration.ofMinutes(minutes).minusSeconds(1));
    probe.observe();
    assertThat(cloud.requests(MESSAGES)).isEqualTo(1);
    cloud.graph().clear();
    cloud.publishMessage(post("MC1", "Exchange Online", NOW));
    clock.advance(Duration.ofSeconds(1));
    probe.observe();
    assertThat(published).extracting(ServiceIncident::incidentId).containsExactly("EX1", "MC1");
  }

  @Test
  void posts_are_left_alone_as_long_as_asked_while_issues_go_on() {
    cloud.graph().set(new GraphFault.Only("/messages", new GraphFault.TooManyRequests(1800)));
    probe.observe();
    clock.advance(Duration.ofMinutes(29));
    assertThat(probe.observe().end()).isEqualTo(new Observation.Worked());
    assertThat(cloud.requests(MESSAGES)).isEqualTo(1);
    clock.advance(Duration.ofMinutes(1));
    probe.observe();
    assertThat(cloud.requests(MESSAGES)).isEqualTo(2);
    assertThat(cloud.requests(ISSUES)).isEqualTo(3);
  }

  @Test
  void a_quota_that_runs_out_makes_the_next_reading_later_and_not_fail() {
    cloud.graph().set(new GraphFault.FilterRefused());
    for (int i = 0; i < 9_950; i++) {
      ObjectNode small = Json.mapper().createObjectNode().put("id", "EX" + i);
      cloud.publish(small.put("lastModifiedDateTime", NOW.toString()).put("isResolved", false));
    }
    int requests = 0;
    for (Instant end = NOW.plus(Duration.ofHours(1)); clock.instant().isBefore(end); ) {
      Observation seen = probe.observe();
      assertThat(seen.end()).isInstanceOf(Observation.Worked.class);
      requests = cloud.requests(ISSUES);
      Duration rest = ((Observation.Worked) seen.end()).rest();
      Duration interval = Duration.ofSeconds(30);
      clock.advance(rest.compareTo(interval) > 0 ? rest : interval);
    }
    assertThat(requests).isBetween(500, 800);
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
      Announcements feed = Announcements.issues(web, cloud.graphUrl(), budget, clock);
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
