package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.testbed.CloudEventReceiver;
import io.mailbuoy.testbed.PagerDutyReceiver;
import io.mailbuoy.testbed.ReceiverFault;
import io.mailbuoy.testbed.SmtpFault;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.SmtpStage;
import io.mailbuoy.testbed.TeamsReceiver;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Digests from a configuration to real receivers: Teams, mail and webhook every hour, PagerDuty
/// alert by alert.
final class RealDigestTest {
  private static final Duration STEP = Duration.ofSeconds(10);

  private final TeamsReceiver teams = TeamsReceiver.start();
  private final SmtpReceiver smtp = SmtpReceiver.start();
  private final CloudEventReceiver bus = CloudEventReceiver.start();
  private final PagerDutyReceiver oncall = PagerDutyReceiver.start();
  private final MovableClock clock = new MovableClock(ONSET.plusSeconds(300));
  private final Simulation notifier = simulation();

  private Simulation simulation() {
    return Simulation.of(
        clock,
        """
        mailbuoy:
          channels:
            team: {type: teams, url: "%s", digest: 1h, runbook: "https://wiki.example.org/mail"}
            mail: {type: email, smtp: "%s", tls: {mode: none}, from: a@example.org, to: ops@example.org, digest: 1h}
            bus: {type: webhook, url: "%s", signing-secret: "%s", digest: 1h}
            oncall: {type: pagerduty, routing-key: "%s", url: "%s"}
          routes:
            - {channels: [team, mail, bus, oncall]}
        """
            .formatted(
                teams.url(),
                smtp.url(),
                bus.url(),
                bus.secret(),
                oncall.routingKey(),
                oncall.url()));
  }

  @AfterEach
  void close() {
    teams.close();
    smtp.close();
    bus.close();
    oncall.close();
  }

  private AlertFixture info(String id) {
    return alert()
        .id(id)
        .title("Sign-ins of " + id + " are slow")
        .severity(Severity.INFO)
        .verdict(FaultDomain.CUSTOMER, Cause.THROTTLED)
        .at(clock.instant());
  }

  private void hour() {
    notifier.run(Duration.ofHours(1), STEP);
  }

  private static String text(MimeMessage mail, int part) throws Exception {
    String text = (String) ((MimeMultipart) mail.getContent()).getBodyPart(part).getContent();
    return text.replace("\r\n", "\n");
  }

  private void twoBeginAndOneEnds() {
    notifier.publish(info("lab").make());
    notifier.publish(info("<b>hall</b>").make());
    notifier.run(STEP, STEP);
    notifier.publish(info("<b>hall</b>").resolved(2, ONSET.plusSeconds(900)).make());
  }

  @Test
  void anHourIsOneMessageOnEachChannelButPagerDuty() throws Exception {
    twoBeginAndOneEnds();
    hour();
    assertThat(teams.cards()).hasSize(1);
    JsonNode card = teams.cards().getFirst();
    assertThat(card.findValuesAsText("text"))
        .contains(
            "Digest: 2 alerts of severity info, 1 of them over",
            "What was collected here since the last digest, every 1 h",
            "New",
            "Began and ended",
            "• Sign-ins of lab are slow: Throttled, our own side's fault; exchange-online over imap"
                + " for contoso: 3 of 5 targets, since 2 Jan 2026, 00:01 UTC");
    assertThat(card.path("actions").path(0).path("url").asText())
        .isEqualTo("https://wiki.example.org/mail");
    assertThat(smtp.received()).hasSize(1);
    MimeMessage mail = smtp.received().getFirst();
    assertThat(mail.getSubject())
        .isEqualTo("[Mailbuoy] Digest: 2 alerts of severity info, 1 of them over");
    assertThat(text(mail, 0))
        .contains("New\n- Sign-ins of lab are slow: Throttled")
        .contains("Began and ended\n- Sign-ins of <b>hall</b> are slow")
        .contains("over after 15 min");
    assertThat(text(mail, 1)).contains("Sign-ins of &lt;b&gt;hall").doesNotContain("<b>hall");
    assertThat(bus.events()).hasSize(1);
    JsonNode event = bus.events().getFirst();
    assertThat(event.path("type").asText()).isEqualTo("mailbuoy.alert-digest.v1");
    assertThat(event.path("data").path("period").asText()).isEqualTo("PT1H");
    assertThat(event.path("data").path("count").asInt()).isEqualTo(2);
    assertThat(event.path("data").path("alerts").findValuesAsText("alertId"))
        .containsExactlyInAnyOrder("lab", "<b>hall</b>");
    assertThat(event.path("data").path("alerts").findValuesAsText("action"))
        .containsExactlyInAnyOrder("trigger", "episode");
    assertThat(oncall.accepted()).hasSize(3);
  }

  @Test
  void whatRisesIsAMessageOfItsOwnAndSoIsItsEnd() {
    twoBeginAndOneEnds();
    hour();
    notifier.publish(
        info("lab").severity(Severity.CRITICAL).revision(2, Transition.UPDATED).make());
    notifier.run(STEP, STEP);
    assertThat(teams.cards()).hasSize(2);
    assertThat(teams.cards().getLast().toString()).contains("the severity has been raised");
    notifier.publish(info("lab").resolved(3, clock.instant()).make());
    notifier.run(STEP, STEP);
    assertThat(teams.cards()).hasSize(3);
    assertThat(teams.cards().getLast().toString()).contains("Resolved after");
    hour();
    assertThat(teams.cards()).hasSize(3);
    assertThat(bus.events()).hasSize(3);
    assertThat(smtp.received()).hasSize(3);
  }

  @Test
  void aDigestThatIsNotTakenIsTriedAgainWithTheSameId() throws Exception {
    teams.faults().set(new ReceiverFault.Status(503, "busy"));
    bus.faults().set(new ReceiverFault.Status(503, "busy"));
    smtp.faults().set(new SmtpFault.Reject(451, "4.7.0 later", SmtpStage.MAIL));
    twoBeginAndOneEnds();
    hour();
    notifier.run(Duration.ofMinutes(2), STEP);
    for (String channel : new String[] {"team", "bus", "mail"}) {
      assertThat(notifier.newest("lab", channel).status().value())
          .as(channel)
          .isEqualTo(DeliveryStatus.RETRYING);
    }
    teams.faults().clear();
    bus.faults().clear();
    smtp.faults().clear();
    notifier.run(Duration.ofMinutes(3), STEP);
    assertThat(teams.cards()).hasSize(1);
    assertThat(smtp.received()).hasSize(1);
    assertThat(smtp.received().getFirst().getMessageID()).startsWith("<digest.");
    assertThat(bus.received().stream().map(each -> each.headers().get("webhook-id")).distinct())
        .hasSize(1);
    assertThat(bus.events()).hasSize(1);
  }

  @Test
  void aFloodFitsIntoACard() {
    for (int i = 0; i < 300; i++) {
      notifier.publish(info("m" + i).title("é \"€\" 漢字 ".repeat(60) + i).make());
    }
    notifier.run(Duration.ofHours(1), Duration.ofMinutes(5));
    assertThat(teams.cards()).hasSize(1);
    assertThat(teams.cards().getFirst().findValuesAsText("text"))
        .contains("Digest: 300 alerts of severity info")
        .anyMatch(text -> text.matches("• … and \\d+ more"));
    assertThat(notifier.newest("m299", "team").told()).isNotNull();
    JsonNode data = bus.events().getFirst().path("data");
    assertThat(data.path("count").asInt()).isEqualTo(300);
    assertThat(data.path("alerts")).hasSize(200);
  }
}
