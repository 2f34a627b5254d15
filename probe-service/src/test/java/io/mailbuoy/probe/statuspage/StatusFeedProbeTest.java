package io.mailbuoy.probe.statuspage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.probe.ManualClock;
import io.mailbuoy.probe.graph.KnownIncidents;
import io.mailbuoy.probe.graph.News;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.testbed.Incidents;
import io.mailbuoy.testbed.MicrosoftCloud;
import io.mailbuoy.testbed.TokenAuthority;
import io.mailbuoy.testbed.WebFault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusFeedProbeTest {
  private static final Instant NOW = Instant.parse("2026-01-08T06:00:00Z");
  private static final String NUMBERED = "MO998877: Some users cannot sign in";
  private static final String PLAIN = "Some users can\u2019t reach Exchange Online";

  private final ManualClock clock = new ManualClock("2026-01-08T06:00:00Z");
  private final Network network = Network.open();
  private final Web web = new Web();
  private final MicrosoftCloud cloud = MicrosoftCloud.start(new TokenAuthority());
  private final List<ServiceIncident> published = new ArrayList<>();
  private KnownIncidents known = new KnownIncidents();
  private StatusFeedProbe probe;

  @BeforeEach
  void open() {
    known.complete();
    probe = probe();
  }

  @AfterEach
  void close() {
    cloud.close();
    web.close();
    network.close();
  }

  private StatusFeedProbe probe() {
    return new StatusFeedProbe(
        network,
        web,
        URI.create(cloud.statusFeedUrl()),
        new News("contoso", known, published::add, clock),
        clock,
        Duration.ofSeconds(5));
  }

  private void read() {
    assertThat(probe.observe().end()).isEqualTo(new Observation.Worked());
    clock.advance(Duration.ofMinutes(1));
  }

  private void put(String title, String description) {
    cloud.statusPage().put(title, "Exchange Online", description, clock.instant());
  }

  @Test
  void an_item_is_an_incident_in_graphs_shape() {
    put(NUMBERED, "<p>We are looking into it.</p>");
    read();
    assertThat(published).hasSize(1);
    assertThat(published.getFirst().source()).isEqualTo("status-page");
    JsonNode issue = published.getFirst().incident();
    assertThat(issue.path("id").asText()).isEqualTo("MO998877");
    assertThat(issue.path("title").asText()).isEqualTo(NUMBERED);
    assertThat(issue.path("service").asText()).isEqualTo("Exchange Online");
    assertThat(issue.path("status").asText()).isEqualTo("serviceDegradation");
    assertThat(issue.path("isResolved").asBoolean()).isFalse();
    assertThat(issue.path("startDateTime").asText()).isEqualTo(NOW.toString());
    assertThat(issue.at("/posts/0/description/content").asText())
        .isEqualTo("<p>We are looking into it.</p>");
  }

  @Test
  void an_update_is_published_and_a_new_guid_alone_is_none() {
    put(PLAIN, "one");
    read();
    put(PLAIN, "one");
    read();
    put(PLAIN, "two");
    read();
    assertThat(published).hasSize(2);
    assertThat(published.get(1).incidentId())
        .isEqualTo(published.get(0).incidentId())
        .startsWith("status-page-20260108-");
    JsonNode update = published.get(1).incident();
    assertThat(update.path("posts")).hasSize(2);
    assertThat(update.path("startDateTime").asText()).isEqualTo(NOW.toString());
  }

  @Test
  void of_several_updates_of_one_incident_the_newest_counts() {
    cloud.statusPage().put("MO998877 first", "", "one", NOW.minusSeconds(60));
    cloud.statusPage().put("MO998877 third", "", "three", NOW);
    cloud.statusPage().put("MO998877 second", "", "two", NOW.minusSeconds(30));
    read();
    read();
    assertThat(published).hasSize(1);
    assertThat(published.getFirst().incident().path("title").asText()).isEqualTo("MO998877 third");
  }

  @Test
  void an_unchanged_feed_is_not_sent_again() {
    put(PLAIN, "one");
    read();
    read();
    read();
    assertThat(cloud.statusPage().unchanged()).isEqualTo(2);
    assertThat(published).hasSize(1);
  }

  @Test
  void what_is_gone_from_two_readings_is_over_since_the_first() {
    put(PLAIN, "one");
    put(NUMBERED, "two");
    read();
    cloud.statusPage().remove(PLAIN);
    read();
    assertThat(published).hasSize(2);
    read();
    read();
    assertThat(published).hasSize(3);
    JsonNode over = published.getLast().incident();
    assertThat(over.path("title").asText()).isEqualTo(PLAIN);
    assertThat(over.path("isResolved").asBoolean()).isTrue();
    assertThat(over.path("status").asText()).isEqualTo("serviceRestored");
    assertThat(over.path("endDateTime").asText()).isEqualTo(NOW.plusSeconds(60).toString());
  }

  @Test
  void what_comes_back_at_once_was_never_gone() {
    put(PLAIN, "one");
    read();
    cloud.statusPage().remove(PLAIN);
    read();
    put(PLAIN, "one");
    read();
    cloud.statusPage().remove(PLAIN);
    read();
    assertThat(published).hasSize(1);
  }

  @Test
  void a_restart_publishes_nothing_twice_and_tells_what_vanished_meanwhile() {
    put(PLAIN, "one");
    put(NUMBERED, "two");
    read();
    clock.advance(Duration.ofDays(2));
    cloud.statusPage().remove(NUMBERED);
    known = new KnownIncidents();
    probe = probe();
    read();
    assertThat(published).as("before the past is known").hasSize(2);
    published.forEach(each -> known.add(Json.mapper().convertValue(each, ServiceIncident.class)));
    known.complete();
    read();
    read();
    assertThat(published).hasSize(3);
    assertThat(published.getLast().incidentId()).isEqualTo("MO998877");
    assertThat(published.getLast().incident().path("isResolved").asBoolean()).isTrue();
  }

  @Test
  void graph_has_the_last_word_about_its_own_incidents() {
    known.add(
        new ServiceIncident(
            "contoso", NOW, "graph", Incidents.identityOutage("MO998877").published(NOW, NOW)));
    put(NUMBERED, "one");
    read();
    cloud.statusPage().remove(NUMBERED);
    read();
    read();
    assertThat(published).isEmpty();
  }

  @Test
  void atom_is_read_too() {
    cloud
        .statusPage()
        .say(
            """
            <feed xmlns="http://www.w3.org/2005/Atom"><title>Status</title>
            <entry><id>urn:uuid:1</id><title>EX123456 - mail is late</title>
            <link href="https://status.example/EX123456"/><updated>2026-01-08T05:00:00+01:00</updated>
            <category term="Exchange Online"/><summary type="html">Mail &amp;amp; more</summary></entry>
            </feed>
            """);
    read();
    JsonNode issue = published.getFirst().incident();
    assertThat(issue.path("id").asText()).isEqualTo("EX123456");
    assertThat(issue.path("startDateTime").asText()).isEqualTo("2026-01-08T04:00:00Z");
    assertThat(issue.at("/details/0/value").asText()).isEqualTo("https://status.example/EX123456");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | HTTP 200 with an empty body",
        "NO DATA | HTTP 200 with no well-formed XML",
        "<html><body/></html> | HTTP 200 with <html> and no feed",
        "<rss><channel><item> | HTTP 200 with no well-formed XML",
        "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss>&x;</rss> | HTTP 200 with a document type, which a feed does not need",
      })
  void what_is_no_feed_is_a_failure_and_nothing_is_over_by_it(String body, String text) {
    put(PLAIN, "one");
    read();
    cloud.statusPage().say(body);
    for (int i = 0; i < 3; i++) {
      Observation seen = probe.observe();
      assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
      Observation.Failed failed = (Observation.Failed) seen.end();
      assertThat(failed.fault().kind()).isEqualTo(FailureKind.PROTOCOL_ERROR);
      assertThat(failed.fault().serverText()).isEqualTo(text);
    }
    assertThat(published).hasSize(1);
  }

  @Test
  void a_feed_that_never_ends_is_refused() {
    cloud.statusPage().say("<rss><channel>" + "<item/>".repeat(600) + "</channel></rss>");
    assertThat(probe.observe().end()).isInstanceOf(Observation.Failed.class);
    cloud.statusPage().say("<rss>" + " ".repeat(2_000_000) + "</rss>");
    assertThat(probe.observe().end()).isInstanceOf(Observation.Failed.class);
  }

  @Test
  void a_page_that_is_down_is_a_failure() {
    cloud.statusPage().faults().set(new WebFault.Status(503));
    Observation.Failed failed = (Observation.Failed) probe.observe().end();
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.HTTP_ERROR);
    assertThat(failed.fault().retryable()).isTrue();
    cloud.statusPage().faults().set(new WebFault.Status(304));
    assertThat(probe.observe().end())
        .as("nothing was asked to be unchanged")
        .isInstanceOf(Observation.Failed.class);
  }
}
