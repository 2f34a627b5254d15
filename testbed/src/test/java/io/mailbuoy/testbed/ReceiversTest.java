package io.mailbuoy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailbuoy.testbed.PagerDutyReceiver.Incident;
import io.mailbuoy.testbed.PagerDutyReceiver.Status;
import io.mailbuoy.testbed.WebhookReceiver.Received;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What Teams, PagerDuty and a plain webhook take, refuse and remember.
class ReceiversTest {
  private static final String ENVELOPE =
      """
      {"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive",
       "contentUrl":null,"content":%s}]}\
      """;
  private static final String BODY =
      """
      [{"type":"TextBlock","text":"IMAP fails"},
       {"type":"FactSet","facts":[{"title":"Since","value":"00:01"}]},
       {"type":"ColumnSet","columns":[{"width":"auto","items":[{"type":"TextBlock","text":"x"}]}]}]\
      """;
  private static final String CARD =
      """
      {"type":"AdaptiveCard","version":"1.5","body":%s,
       "actions":[{"type":"Action.OpenUrl","title":"Open","url":"https://example.org"}]}\
      """
          .formatted(BODY);

  private static HttpResponse<String> post(String url, String body)
      throws IOException, InterruptedException {
    return Http.post(url, body, "Content-Type", "application/json");
  }

  @Test
  void faultsOfAWebhook() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      String url = receiver.url().toString();
      receiver.faults().set(new ReceiverFault.Fail(2, 503));
      assertThat(List.of(status(url), status(url), status(url))).containsExactly(503, 503, 200);
      receiver.faults().set(new ReceiverFault.Status(200, "Microsoft Teams endpoint returned 429"));
      assertThat(post(url, "{}").body()).endsWith("429");
      receiver.faults().set(new ReceiverFault.TooManyRequests(7));
      assertThat(post(url, "{}").headers().firstValue("Retry-After")).contains("7");
      receiver.faults().set(new ReceiverFault.Reset());
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> post(url, "{}"));
      receiver.faults().set(new ReceiverFault.Hang());
      HttpRequest impatient =
          HttpRequest.newBuilder(receiver.url()).timeout(Duration.ofMillis(200)).build();
      assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> Http.send(impatient));
      receiver.faults().clear();
      assertThat(status(url)).isEqualTo(200);
      assertThat(receiver.accepted()).hasSize(2);
      assertThat(receiver.received()).hasSizeGreaterThan(7);
    }
  }

  private static int status(String url) throws IOException, InterruptedException {
    return post(url, "{}").statusCode();
  }

  @Test
  void remembersRequestsAndTellsListeners() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      List<Received> heard = new CopyOnWriteArrayList<>();
      receiver.onReceived(heard::add);
      var _ = Http.post(receiver.url().resolve("/a/b?c=d").toString(), "{\"x\":1}", "X-Who", "me");
      var _ = Http.post(receiver.url().toString(), "not json");
      assertThat(receiver.received()).isEqualTo(heard).hasSize(2);
      Received first = heard.getFirst();
      assertThat(first.method()).isEqualTo("POST");
      assertThat(first.path()).isEqualTo("/a/b");
      assertThat(first.headers().get("x-who")).isEqualTo("me");
      assertThat(first.json().path("x").asInt()).isEqualTo(1);
      assertThat(heard.get(1).json().isMissingNode()).isTrue();
      receiver.reset();
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void teamsTakesACardInAnEnvelope() throws Exception {
    try (TeamsReceiver teams = TeamsReceiver.start()) {
      String url = teams.url().toString();
      assertThat(url).contains("sig=" + teams.secret());
      assertThat(post(url, ENVELOPE.formatted(CARD)).statusCode()).isEqualTo(202);
      assertThat(teams.cards()).singleElement().matches(card -> card.path("body").size() == 3);
      String stranger = url.replace(teams.secret(), "guess");
      assertThat(post(stranger, ENVELOPE.formatted(CARD)).statusCode()).isEqualTo(401);
      assertThat(post(teams.url().resolve("/").toString(), "{}").statusCode()).isEqualTo(404);
      assertThat(teams.cards()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"AdaptiveCard\",\"version\":\"1.6\",\"body\":[{\"type\":\"TextBlock\",\"text\":\"x\"}]}",
        "{\"type\":\"AdaptiveCard\",\"body\":[{\"type\":\"TextBlock\",\"text\":\"x\"}]}",
        "{\"type\":\"AdaptiveCard\",\"version\":\"1.5\",\"body\":[]}",
        "{\"type\":\"AdaptiveCard\",\"version\":\"1.5\",\"body\":[{\"type\":\"TextBlock\"}]}",
        "{\"type\":\"AdaptiveCard\",\"version\":\"1.5\",\"body\":[{\"type\":\"Blob\",\"text\":\"x\"}]}",
        "{\"type\":\"AdaptiveCard\",\"version\":\"1.5\",\"body\":[{\"type\":\"FactSet\",\"facts\":[{\"title\":\"a\"}]}]}",
        "{\"type\":\"AdaptiveCard\",\"version\":\"1.5\",\"body\":[{\"type\":\"Container\",\"items\":[{\"type\":\"TextBlock\"}]}]}",
        "{\"type\":\"AdaptiveCard\",\"version\":\"1.5\",\"body\":[{\"type\":\"TextBlock\",\"text\":\"x\"}],\"actions\":[{\"type\":\"Action.Submit\"}]}",
        "{\"type\":\"MessageCard\",\"text\":\"x\"}",
      })
  void teamsRefusesCardsItWouldNotShow(String card) throws Exception {
    try (TeamsReceiver teams = TeamsReceiver.start()) {
      HttpResponse<String> response = post(teams.url().toString(), ENVELOPE.formatted(card));
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(Json.read(response.body()).at("/error/message").asText()).isNotEmpty();
      assertThat(teams.cards()).isEmpty();
    }
  }

  @Test
  void teamsRefusesEnvelopesThatAreNone() throws Exception {
    try (TeamsReceiver teams = TeamsReceiver.start()) {
      String url = teams.url().toString();
      String padded = CARD.replace("IMAP fails", "x".repeat(TeamsReceiver.MAX_BYTES));
      for (String body :
          List.of(
              "",
              "not json",
              CARD,
              "{\"type\":\"message\",\"attachments\":[]}",
              ENVELOPE.formatted(CARD).replace("card.adaptive", "card.hero"),
              ENVELOPE.formatted(padded))) {
        assertThat(post(url, body).statusCode()).as(body).isEqualTo(400);
      }
    }
  }

  private static String event(PagerDutyReceiver pager, String action, String key, String payload) {
    return "{\"routing_key\":\"%s\",\"event_action\":\"%s\",\"dedup_key\":\"%s\",\"payload\":%s}"
        .formatted(pager.routingKey(), action, key, payload);
  }

  private static String payload(String summary, String severity) {
    return "{\"summary\":\"%s\",\"source\":\"mailbuoy\",\"severity\":\"%s\"}"
        .formatted(summary, severity);
  }

  @Test
  void pagerDutyKeepsIncidentsByDedupKey() throws Exception {
    try (PagerDutyReceiver pager = PagerDutyReceiver.start()) {
      String url = pager.url() + "/v2/enqueue";
      String trigger = event(pager, "trigger", "k", payload("one", "critical"));
      HttpResponse<String> response = post(url, trigger);
      assertThat(response.statusCode()).isEqualTo(202);
      assertThat(response.body())
          .isEqualTo(
              "{\"status\":\"success\",\"message\":\"Event processed\",\"dedup_key\":\"k\"}");
      var _ = post(url, event(pager, "acknowledge", "k", "{}"));
      var _ = post(url, event(pager, "trigger", "k", payload("two", "warning")));
      assertThat(pager.incidents())
          .containsExactly(new Incident("k", Status.ACKNOWLEDGED, "two", "warning", 3));
      assertThat(post(url, event(pager, "resolve", "unknown", "{}")).statusCode()).isEqualTo(202);
      var _ = post(url, event(pager, "resolve", "k", "{}"));
      assertThat(pager.openIncidents()).isEmpty();
      var _ = post(url, trigger);
      assertThat(pager.incidents())
          .extracting(Incident::status)
          .containsExactly(Status.RESOLVED, Status.TRIGGERED);
      String unnamed = post(url, event(pager, "trigger", "", payload("x", "info"))).body();
      assertThat(Json.read(unnamed).path("dedup_key").asText()).isNotEmpty();
    }
  }

  @Test
  void pagerDutyRefusesWhatIsOutsideItsLimits() throws Exception {
    try (PagerDutyReceiver pager = PagerDutyReceiver.start()) {
      String good = event(pager, "trigger", "k", payload("one", "critical"));
      for (String bad :
          List.of(
              "",
              "[]",
              good.replace(pager.routingKey(), "short"),
              good.replace("trigger", "open"),
              good.replace("critical", "fatal"),
              good.replace("\"mailbuoy\"", "\"\""),
              good.replace("\"one\"", "\"\""),
              good.replace("\"k\"", "\"" + "k".repeat(256) + "\""),
              good.replace("one", "x".repeat(1025)),
              event(pager, "resolve", "", "{}"))) {
        HttpResponse<String> response = post(pager.url() + "/v2/enqueue", bad);
        assertThat(response.statusCode()).as(bad).isEqualTo(400);
        assertThat(Json.read(response.body()).path("errors")).as(bad).isNotEmpty();
      }
      assertThat(post(pager.url() + "/v2/enqueue", good.replace("one", "x".repeat(1024))))
          .matches(response -> response.statusCode() == 202);
      String huge = good.replace("one", "x".repeat(600_000));
      assertThat(post(pager.url() + "/v2/enqueue", huge).statusCode()).isEqualTo(413);
      assertThat(post(pager.url() + "/elsewhere", good).statusCode()).isEqualTo(404);
      assertThat(pager.incidents()).hasSize(1);
    }
  }

  @Test
  void pagerDutyTakesChangeEvents() throws Exception {
    try (PagerDutyReceiver pager = PagerDutyReceiver.start()) {
      String url = pager.url() + "/v2/change/enqueue";
      String change =
          "{\"routing_key\":\"%s\",\"payload\":{\"summary\":\"deployed\"}}"
              .formatted(pager.routingKey());
      assertThat(post(url, change).statusCode()).isEqualTo(202);
      assertThat(post(url, change.replace("deployed", "")).statusCode()).isEqualTo(400);
      assertThat(pager.changes()).hasSize(1);
      assertThat(pager.incidents()).isEmpty();
    }
  }
}
