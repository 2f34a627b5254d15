package io.mailbuoy.notifier.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.CommandKind;
import io.mailbuoy.notifier.channel.pagerduty.WebhookReader;
import io.mailbuoy.notifier.decision.Wishes;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// PagerDuty's side is played by an HTTP client that signs as PagerDuty does.
final class PagerDutyEndpointTest {
  private static final Instant NOW = Instant.parse("2026-01-02T08:00:00Z");
  private static final String SECRET = "signing-secret-of-the-subscription";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient pagerDuty = HttpClient.newHttpClient();
  private final List<AlertCommand> commands = new CopyOnWriteArrayList<>();
  private volatile CompletionStage<Void> broker = CompletableFuture.completedStage(null);
  private int port;

  @BeforeEach
  void start() throws Exception {
    PagerDutyEndpoint endpoint =
        new PagerDutyEndpoint(
            Map.of("oncall", new WebhookReader(new Secret(SECRET), () -> NOW)),
            alertId -> alertId.equals("alert-1") ? Optional.of("contoso") : Optional.empty(),
            command -> {
              commands.add(command);
              return broker;
            });
    HttpServer server =
        endpoint
            .listen(vertx, "127.0.0.1", 0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    port = server.actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    pagerDuty.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static String event(String id, String type, String key, Instant at, String agent) {
    return """
    {"event": {"id": "%s", "event_type": "%s", "resource_type": "incident", "occurred_at": "%s",
      "agent": {"id": "P1", "type": "%s", "summary": "Anna Berg"}, "client": null,
      "data": {"id": "Q1", "type": "incident", "status": "acknowledged", "incident_key": "%s"}}}
    """
        .formatted(id, type, at, agent, key);
  }

  private static String acknowledged(String id, Instant at) {
    return event(id, "incident.acknowledged", "alert-1", at, "user_reference");
  }

  private static String signed(String body, String secret) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return "v1=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }

  private int post(String channel, String body, String... signature) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/webhooks/pagerduty/" + channel))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (String each : signature) {
      request.header("X-PagerDuty-Signature", each);
    }
    return pagerDuty.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void whoAcknowledgesInPagerDutyHasTakenTheAlert() throws Exception {
    String body = acknowledged("e-1", NOW.minusSeconds(5));
    assertThat(post("oncall", body, signed(body, SECRET))).isEqualTo(202);
    AlertCommand command = commands.getFirst();
    assertThat(command.id()).isEqualTo("pagerduty-e-1");
    assertThat(command.tenant()).isEqualTo("contoso");
    assertThat(command.alertId()).isEqualTo("alert-1");
    assertThat(command.command().value()).isEqualTo(CommandKind.ACKNOWLEDGE);
    assertThat(command.by()).isEqualTo("Anna Berg");
    assertThat(command.at()).isEqualTo(NOW.minusSeconds(5));
    assertThat(Wishes.none().with(command))
        .isInstanceOfSatisfying(
            Wishes.Heard.Understood.class,
            heard -> assertThat(heard.wishes().taken("alert-1")).isTrue());
  }

  @Test
  void whoResolvesInPagerDutyHasTakenItToo() throws Exception {
    String body = event("e-2", "incident.resolved", "alert-9", NOW, "user_reference");
    assertThat(post("oncall", body, signed(body, SECRET))).isEqualTo(202);
    assertThat(commands.getFirst().command().value()).isEqualTo(CommandKind.RESOLVE);
    assertThat(commands.getFirst().tenant()).isEqualTo("unknown");
    assertThat(Wishes.none().with(commands.getFirst()))
        .isInstanceOfSatisfying(
            Wishes.Heard.Understood.class,
            heard -> assertThat(heard.wishes().taken("alert-9")).isTrue());
  }

  @Test
  void oneGoodSignatureAmongSeveralIsEnough() throws Exception {
    String body = acknowledged("e-1", NOW);
    assertThat(post("oncall", body, signed(body, "old") + "," + signed(body, SECRET)))
        .isEqualTo(202);
    assertThat(commands).hasSize(1);
  }

  @Test
  void whatIsNotSignedWithTheSecretIsNotBelieved() throws Exception {
    String body = acknowledged("e-1", NOW);
    assertThat(post("oncall", body)).isEqualTo(401);
    assertThat(post("oncall", body, "")).isEqualTo(401);
    assertThat(post("oncall", body, signed(body, "another"))).isEqualTo(401);
    assertThat(post("oncall", body + " ", signed(body, SECRET))).isEqualTo(401);
    assertThat(post("oncall", body, signed(body, SECRET).substring(3))).isEqualTo(401);
    assertThat(commands).isEmpty();
  }

  @Test
  void whatIsPlayedBackDoesNothing() throws Exception {
    String body = acknowledged("e-1", NOW);
    for (int i = 0; i < 3; i++) {
      assertThat(post("oncall", body, signed(body, SECRET))).isEqualTo(202);
    }
    assertThat(commands).hasSize(1);
    String old = acknowledged("e-0", NOW.minus(Duration.ofDays(4)));
    assertThat(post("oncall", old, signed(old, SECRET))).isEqualTo(401);
    String ahead = acknowledged("e-2", NOW.plus(Duration.ofHours(1)));
    assertThat(post("oncall", ahead, signed(ahead, SECRET))).isEqualTo(401);
    assertThat(commands).hasSize(1);
  }

  @Test
  void whatTheBrokerDoesNotTakeMayComeAgain() throws Exception {
    String body = acknowledged("e-1", NOW);
    broker = CompletableFuture.failedStage(new IllegalStateException("no broker"));
    assertThat(post("oncall", body, signed(body, SECRET))).isEqualTo(503);
    broker = CompletableFuture.completedStage(null);
    assertThat(post("oncall", body, signed(body, SECRET))).isEqualTo(202);
    assertThat(commands).hasSize(2);
    assertThat(commands.getFirst()).isEqualTo(commands.getLast());
  }

  @Test
  void whatDoesNotConcernUsIsTakenAndLeft() throws Exception {
    for (String body :
        List.of(
            event("e-1", "incident.triggered", "alert-1", NOW, "user_reference"),
            event("e-2", "incident.acknowledged", "", NOW, "user_reference"),
            event(
                "e-3",
                "incident.resolved",
                "alert-1",
                NOW,
                "events_api_v2_inbound_integration_reference"),
            "{\"event\": {\"id\": \"e-4\", \"event_type\": \"pagey.ping\"}}")) {
      assertThat(post("oncall", body, signed(body, SECRET))).isEqualTo(202);
    }
    assertThat(commands).isEmpty();
  }

  @Test
  void whatMakesNoSenseIsRefused() throws Exception {
    for (String body :
        List.of("no json", "{\"event\": {\"event_type\": \"incident.resolved\", \"id\": \"e\"}}")) {
      assertThat(post("oncall", body, signed(body, SECRET))).isEqualTo(400);
    }
    String huge = acknowledged("e-1", NOW) + " ".repeat(2 << 20);
    assertThat(post("oncall", huge, signed(huge, SECRET))).isEqualTo(413);
    assertThat(commands).isEmpty();
  }

  @Test
  void aChannelWithoutASecretHasNoAddress() throws Exception {
    String body = acknowledged("e-1", NOW);
    assertThat(post("another", body, signed(body, SECRET))).isEqualTo(404);
    assertThat(commands).isEmpty();
  }
}
