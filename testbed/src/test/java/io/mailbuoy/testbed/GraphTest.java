package io.mailbuoy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Service health at Graph, as a poller meets it.
class GraphTest {
  private static final Instant JANUARY_2 = Instant.parse("2026-01-02T00:00:00Z");
  private static final Instant FIRST_START = Instant.parse("2026-01-08T04:35:17Z");
  private static final Instant FIRST_TOLD = Instant.parse("2026-01-08T05:45:28Z");
  private static final Instant END = Instant.parse("2026-01-08T11:30:00Z");
  private static final Instant CLOSED = Instant.parse("2026-01-08T12:34:33Z");

  private final TokenAuthority tokens = new TokenAuthority();
  private final MicrosoftCloud cloud = MicrosoftCloud.start(tokens);
  private String token = "";

  @BeforeEach
  void issue() {
    token = tokens.issue("client", TokenAuthority.GRAPH, Duration.ofMinutes(5));
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  private HttpResponse<String> get(String url, String... headers)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + token));
    all.addAll(List.of(headers));
    return Http.get(url, all.toArray(String[]::new));
  }

  private JsonNode read(String url, String... headers) throws IOException, InterruptedException {
    HttpResponse<String> response = get(url, headers);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.read(response.body());
  }

  private String issues() {
    return cloud.graphUrl() + "/admin/serviceAnnouncement/issues";
  }

  private void publishNumbered(int count) {
    for (int i = 0; i < count; i++) {
      Instant at = FIRST_TOLD.plusSeconds(i);
      cloud.publish(Incidents.imapOutage("EX%03d".formatted(i)).published(FIRST_START, at));
    }
  }

  private List<String> allPages(String url, String... headers)
      throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    String next = url;
    while (!next.isEmpty()) {
      JsonNode page = read(next, headers);
      page.path("value").forEach(issue -> ids.add(issue.path("id").asText()));
      next = page.path("@odata.nextLink").asText();
    }
    return ids;
  }

  @Test
  void needsATokenForGraph() throws Exception {
    String imapToken = tokens.issue("client", TokenAuthority.OUTLOOK, Duration.ofMinutes(5));
    for (String refused : List.of("", "made-up", imapToken)) {
      token = refused;
      HttpResponse<String> response = get(issues());
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(Json.read(response.body()).at("/error/code").asText())
          .isEqualTo("InvalidAuthenticationToken");
    }
  }

  @Test
  void pagesOfAHundredUnlessToldOtherwise() throws Exception {
    publishNumbered(230);
    JsonNode first = read(issues());
    assertThat(first.path("value")).hasSize(100);
    assertThat(first.path("@odata.context").asText()).endsWith("serviceAnnouncement/issues");
    assertThat(allPages(issues())).hasSize(230).doesNotHaveDuplicates();
    assertThat(cloud.requests("/v1.0/")).isEqualTo(4);
    assertThat(read(issues() + "?$top=7").path("value")).hasSize(7);
    assertThat(allPages(issues() + "?%24top=60")).hasSize(230).doesNotHaveDuplicates();
    assertThat(read(issues(), "Prefer", "odata.maxpagesize=30").path("value")).hasSize(30);
    assertThat(allPages(issues(), "Prefer", "odata.maxpagesize=30")).hasSize(230);
  }

  @Test
  void filtersByModificationAndKeepsTheFilterOverPages() throws Exception {
    publishNumbered(10);
    String since = FIRST_TOLD.plusSeconds(6).toString();
    String filter = issues() + "?$filter=lastModifiedDateTime%20{}%20" + since;
    assertThat(allPages(filter.replace("{}", "ge") + "&$top=3"))
        .containsExactly("EX006", "EX007", "EX008", "EX009");
    assertThat(allPages(filter.replace("{}", "gt"))).containsExactly("EX007", "EX008", "EX009");
    HttpResponse<String> unknown = get(issues() + "?$filter=title%20eq%20'x'");
    assertThat(unknown.statusCode()).isEqualTo(400);
  }

  @Test
  void aRevisionReplacesTheIssueAndRemoveTakesItAway() throws Exception {
    Incidents incident = Incidents.imapOutage();
    cloud.publish(incident.published(FIRST_START, FIRST_TOLD));
    JsonNode open = read(issues() + "/EX1215307");
    assertThat(open.path("isResolved").asBoolean()).isFalse();
    assertThat(open.path("endDateTime").isNull()).isTrue();
    assertThat(open.path("posts")).hasSize(1);

    cloud.publish(incident.closed(JANUARY_2, END, CLOSED));
    JsonNode closed = read(issues()).path("value").path(0);
    assertThat(closed.path("isResolved").asBoolean()).isTrue();
    assertThat(closed.path("status").asText()).isEqualTo("serviceRestored");
    assertThat(closed.path("startDateTime").asText()).isEqualTo("2026-01-02T00:00:00Z");
    assertThat(closed.path("endDateTime").asText()).isEqualTo("2026-01-08T11:30:00Z");
    assertThat(closed.path("title").asText()).isNotEqualTo(open.path("title").asText());
    assertThat(closed.path("posts")).hasSize(2);
    assertThat(allPages(issues())).containsExactly("EX1215307");

    cloud.remove("EX1215307");
    assertThat(allPages(issues())).isEmpty();
    assertThat(get(issues() + "/EX1215307").statusCode()).isEqualTo(404);
  }

  @Test
  void theImapOutageReadsLikeOne() {
    ObjectNode open = Incidents.imapOutage().published(FIRST_START, FIRST_TOLD);
    assertThat(open.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "startDateTime",
            "endDateTime",
            "lastModifiedDateTime",
            "title",
            "id",
            "impactDescription",
            "classification",
            "origin",
            "status",
            "service",
            "feature",
            "featureGroup",
            "isResolved",
            "details",
            "posts");
    String told = open.at("/posts/0/description/content").asText();
    assertThat(told)
        .contains("IMAP4", "other connection methods are not impacted", "retry")
        .contains("<strong>User impact:</strong>", "<strong>Current status:</strong>")
        .contains("Thursday, January 8, 2026, at 4:35 AM UTC");
    ObjectNode closed = Incidents.imapOutage().closed(JANUARY_2, END, CLOSED);
    assertThat(closed.at("/posts/0/description/content").asText())
        .contains("other connection methods were not impacted", "<strong>Final status:</strong>")
        .contains("Friday, January 2, 2026, at 12:00 AM UTC")
        .contains("Thursday, January 8, 2026, at 11:30 AM UTC");
  }

  @Test
  void theOtherIncidentsNameTheirService() {
    assertThat(
            List.of(
                Incidents.outlookOutage("EX1"),
                Incidents.authenticationOutage("EX2"),
                Incidents.identityOutage("MO3")))
        .extracting(incident -> incident.updated(FIRST_START, FIRST_TOLD))
        .extracting(issue -> issue.path("service").asText() + " " + issue.path("id").asText())
        .containsExactly("Exchange Online EX1", "Exchange Online EX2", "Microsoft Entra MO3");
  }

  @Test
  void healthFollowsTheOpenIssues() throws Exception {
    String overviews = cloud.graphUrl() + "/admin/serviceAnnouncement/healthOverviews";
    assertThat(exchange(read(overviews)).path("status").asText()).isEqualTo("serviceOperational");
    Incidents incident = Incidents.imapOutage();
    cloud.publish(incident.published(FIRST_START, FIRST_TOLD));
    assertThat(exchange(read(overviews)).path("status").asText()).isEqualTo("serviceDegradation");
    assertThat(exchange(read(overviews)).has("issues")).isFalse();
    assertThat(exchange(read(overviews + "?$expand=issues")).path("issues")).hasSize(1);
    cloud.publish(incident.closed(JANUARY_2, END, CLOSED));
    assertThat(exchange(read(overviews)).path("status").asText()).isEqualTo("serviceOperational");
    assertThat(read(overviews + "/Exchange%20Online").path("id").asText()).isEqualTo("Exchange");
  }

  private static JsonNode exchange(JsonNode overviews) {
    for (JsonNode overview : overviews.path("value")) {
      if (overview.path("service").asText().equals("Exchange Online")) {
        return overview;
      }
    }
    throw new AssertionError("no Exchange Online among " + overviews);
  }

  @Test
  void messagesAreNoIssues() throws Exception {
    ObjectNode message = Json.object();
    message.put("id", "MC1").put("lastModifiedDateTime", "2026-01-01T00:00:00Z");
    cloud.publishMessage(message);
    String messages = cloud.graphUrl() + "/admin/serviceAnnouncement/messages";
    assertThat(allPages(messages)).containsExactly("MC1");
    assertThat(read(messages + "/MC1").path("id").asText()).isEqualTo("MC1");
    assertThat(allPages(issues())).isEmpty();
  }

  @Test
  void errorsAreJsonInJson() throws Exception {
    cloud.graph().set(new GraphFault.Error(403, "forbidden"));
    HttpResponse<String> response = get(issues());
    assertThat(response.statusCode()).isEqualTo(403);
    JsonNode error = Json.read(response.body()).path("error");
    assertThat(error.path("code").asText()).isEqualTo("UnknownError");
    JsonNode inner = Json.read(error.path("message").asText());
    assertThat(inner.path("code").asText()).isEqualTo("forbidden");
    assertThat(Json.read(inner.path("message").asText()).path("error").asText()).isNotEmpty();
    assertThat(error.at("/innerError/request-id").asText()).isNotEmpty();
  }

  @Test
  void theOtherSwitches() throws Exception {
    cloud.graph().set(new GraphFault.TooManyRequests(17));
    HttpResponse<String> limited = get(issues());
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).contains("17");
    cloud.graph().set(new GraphFault.Html());
    assertThat(get(issues()).body()).startsWith("<!DOCTYPE html>");
    cloud.graph().set(new GraphFault.FilterRefused());
    assertThat(get(issues()).statusCode()).isEqualTo(200);
    String filtered = issues() + "?$filter=lastModifiedDateTime%20ge%202026-01-01T00:00:00Z";
    assertThat(get(filtered).statusCode()).isEqualTo(400);
    cloud.graph().set(new GraphFault.Hang());
    assertHangs(issues());
  }

  private static void assertHangs(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMillis(200)).build();
    assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> Http.send(request));
  }

  @Test
  void webPagesHaveSwitchesOfTheirOwn() throws Exception {
    assertThat(Http.get(cloud.owaUrl()).statusCode()).isEqualTo(200);
    cloud.web().status(503);
    assertThat(Http.get(cloud.owaUrl()).statusCode()).isEqualTo(503);
    assertThat(Http.get(cloud.adminCentreUrl()).statusCode()).isEqualTo(200);
    cloud.web().hang();
    assertHangs(cloud.owaUrl());
    cloud.web().set(new WebFault.Reset());
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> Http.get(cloud.owaUrl()));
    cloud.web().clear();
    assertThat(Http.get(cloud.owaUrl()).body()).contains("Outlook");
  }
}
