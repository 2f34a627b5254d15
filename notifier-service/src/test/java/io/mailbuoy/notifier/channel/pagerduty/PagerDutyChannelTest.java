package io.mailbuoy.notifier.channel.pagerduty;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.HttpChannelContract;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.testbed.PagerDutyReceiver;
import io.mailbuoy.testbed.PagerDutyReceiver.Status;
import io.mailbuoy.testbed.WebhookReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PagerDutyChannelTest extends HttpChannelContract {
  private final PagerDutyReceiver pagerDuty = PagerDutyReceiver.start();

  @Override
  protected WebhookReceiver receiver() {
    return pagerDuty;
  }

  @Override
  protected Channel channel() {
    return PagerDutyChannel.of(
        "oncall",
        config(
            "{type: pagerduty, routing-key: "
                + pagerDuty.routingKey()
                + ", url: \""
                + pagerDuty.url()
                + "\"}"),
        TIMEOUT);
  }

  @Override
  protected List<String> secrets() {
    return List.of(pagerDuty.routingKey());
  }

  private Outcome deliver(Alert alert, Action action) {
    return channel()
        .deliver(
            new Notification(alert, action, "because", Optional.empty(), ONSET.plusSeconds(301)));
  }

  @Test
  void anIncidentIsOpenedAcknowledgedAndClosed() {
    deliver(alert().make(), Action.TRIGGER);
    assertThat(pagerDuty.openIncidents()).hasSize(1);
    assertThat(pagerDuty.openIncidents().getFirst().dedupKey()).isEqualTo("alert-1");
    deliver(alert().make(), Action.ACKNOWLEDGE);
    assertThat(pagerDuty.incidents().getFirst().status()).isEqualTo(Status.ACKNOWLEDGED);
    deliver(alert().resolved(2, ONSET.plusSeconds(900)).make(), Action.RESOLVE);
    assertThat(pagerDuty.openIncidents()).isEmpty();
    assertThat(pagerDuty.incidents()).hasSize(1);
  }

  @Test
  void anUpdateStaysInItsIncident() {
    deliver(alert().make(), Action.TRIGGER);
    deliver(alert().confirmedBy("EX1", ONSET).make(), Action.UPDATE);
    assertThat(pagerDuty.incidents()).hasSize(1);
    JsonNode event = pagerDuty.accepted().getLast().json();
    assertThat(event.path("links").path(0).path("href").asText())
        .isEqualTo("https://admin.microsoft.com/#/servicehealth/:/alerts/EX1");
  }

  @Test
  void theEventSaysWhatWhereAndHowBad() {
    deliver(alert().severity(Severity.WARNING).make(), Action.TRIGGER);
    JsonNode payload = pagerDuty.accepted().getFirst().json().path("payload");
    assertThat(payload.path("severity").asText()).isEqualTo("warning");
    assertThat(payload.path("source").asText()).isEqualTo("contoso");
    assertThat(payload.path("component").asText()).isEqualTo("exchange-online");
    assertThat(payload.path("group").asText()).isEqualTo("imap");
    assertThat(payload.path("class").asText()).isEqualTo("provider-outage");
    assertThat(payload.path("custom_details").path("evidence").path(0).asText())
        .isEqualTo("12 of 40 first attempts failed");
  }

  @Test
  void anEventOfAnySizeIsTaken() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      lines.add("line " + i + " " + "😀".repeat(500));
    }
    Alert alert =
        alert()
            .id("i".repeat(400))
            .title("T".repeat(5_000))
            .summary("s".repeat(600_000))
            .evidence(lines)
            .advice(lines)
            .make();
    assertThat(deliver(alert, Action.TRIGGER)).isInstanceOf(Outcome.Delivered.class);
    deliver(alert, Action.RESOLVE);
    assertThat(pagerDuty.openIncidents()).isEmpty();
    assertThat(pagerDuty.accepted().getFirst().body().length()).isLessThan(512 * 1024 / 2);
  }

  @Test
  void anEventThatIsRefusedIsNotTriedAgain() {
    Channel channel =
        PagerDutyChannel.of(
            "oncall",
            config("{type: pagerduty, routing-key: short, url: \"" + pagerDuty.url() + "\"}"),
            TIMEOUT);
    assertThat(channel.deliver(TRIGGER))
        .isInstanceOfSatisfying(
            Outcome.Permanent.class,
            permanent -> assertThat(permanent.reason()).contains("routing_key"));
  }

  @Test
  void theRunbookIsTheFirstLinkAndWhereTheClientPoints() {
    Channel channel =
        PagerDutyChannel.of(
            "oncall",
            config(
                "{type: pagerduty, routing-key: "
                    + pagerDuty.routingKey()
                    + ", url: \""
                    + pagerDuty.url()
                    + "\", runbook: \"https://wiki.example.org/mail\"}"),
            TIMEOUT);
    channel.deliver(TRIGGER);
    JsonNode event = pagerDuty.accepted().getFirst().json();
    assertThat(event.path("client_url").asText()).isEqualTo("https://wiki.example.org/mail");
    assertThat(event.path("links").findValuesAsText("href"))
        .containsExactly(
            "https://wiki.example.org/mail", "https://admin.microsoft.com/#/servicehealth");
  }

  @Test
  void aChangeIsShownAndPagesNobody() {
    for (String url : List.of(pagerDuty.url().toString(), pagerDuty.url() + "/v2/enqueue")) {
      ChangeEvents changes =
          ChangeEvents.of(
              "oncall",
              config(
                  "{type: pagerduty, routing-key: "
                      + pagerDuty.routingKey()
                      + ", url: \""
                      + url
                      + "\"}"),
              TIMEOUT);
      ChangeEvent change =
          new ChangeEvent(
              "contoso",
              ONSET,
              "a new\nversion " + "x".repeat(2_000),
              List.of("support-inbox"),
              "pipeline",
              "https://ci.example.org/1");
      assertThat(changes.tell(change)).isInstanceOf(Outcome.Delivered.class);
    }
    JsonNode shown = pagerDuty.changes().getFirst();
    assertThat(shown.path("payload").path("summary").asText()).startsWith("a new version x");
    assertThat(shown.path("payload").path("timestamp").asText()).isEqualTo(ONSET.toString());
    assertThat(shown.path("links").path(0).path("href").asText())
        .isEqualTo("https://ci.example.org/1");
    assertThat(pagerDuty.changes()).hasSize(2);
    assertThat(pagerDuty.incidents()).isEmpty();
  }
}
