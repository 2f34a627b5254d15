package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.testbed.CloudEventReceiver;
import io.mailbuoy.testbed.ReceiverFault;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.TeamsReceiver;
import io.mailbuoy.testbed.WebhookReceiver;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Groups from a configuration to real receivers.
final class RealGroupTest {
  private final TeamsReceiver teams = TeamsReceiver.start();
  private final SmtpReceiver smtp = SmtpReceiver.start();
  private final CloudEventReceiver bus = CloudEventReceiver.start();
  private final CloudEventReceiver plain = CloudEventReceiver.start();
  private final MovableClock clock = new MovableClock(ONSET.plusSeconds(300));
  private final Simulation notifier = simulation();

  private Simulation simulation() {
    return Simulation.of(
        clock,
        """
        mailbuoy:
          channels:
            team: {type: teams, url: "%s", mentions: anna@contoso.com, runbook: "https://wiki.example.org/mail"}
            mail: {type: email, smtp: "%s", tls: {mode: none}, from: a@example.org, to: ops@example.org, group-wait: 30s}
            bus: {type: webhook, url: "%s", signing-secret: "%s", group-wait: 30s}
            plain: {type: webhook, url: "%s", signing-secret: "%s"}
          routes:
            - {channels: [team, mail, bus, plain]}
        """
            .formatted(
                teams.url(), smtp.url(), bus.url(), bus.secret(), plain.url(), plain.secret()));
  }

  @AfterEach
  void close() {
    teams.close();
    smtp.close();
    bus.close();
    plain.close();
  }

  private AlertFixture made(String id) {
    return alert().id(id).title("Sign-ins of " + id + " fail").at(clock.instant());
  }

  private static String text(MimeMessage mail, int part) throws Exception {
    String text = (String) ((MimeMultipart) mail.getContent()).getBodyPart(part).getContent();
    return text.replace("\r\n", "\n");
  }

  private void twoBeginAndOneIsOver() {
    notifier.publish(
        made("lab")
            .severity(Severity.WARNING)
            .verdict(FaultDomain.CUSTOMER, Cause.THROTTLED)
            .make());
    notifier.publish(made("hall").confirmedBy("EX1", ONSET).make());
    notifier.publish(made("attic").resolved(2, ONSET.plusSeconds(900)).make());
    notifier.run(Duration.ofSeconds(32));
  }

  @Test
  void allThatWaitsIsOneMessageThatBeginsWithHowManyAndTheWorst() throws Exception {
    twoBeginAndOneIsOver();
    String headline =
        "3 alerts, 1 of them resolved, the worst CRITICAL: Sign-ins of hall fail, Provider outage,"
            + " the provider's fault, acknowledged as EX1";
    assertThat(teams.cards()).hasSize(1);
    JsonNode card = teams.cards().getFirst();
    assertThat(card.findValuesAsText("text"))
        .contains(
            headline,
            "Told together: it was waiting when the notifier started",
            "New",
            "• CRITICAL: Sign-ins of hall fail: Provider outage, the provider's fault, acknowledged as"
                + " EX1; exchange-online over imap for contoso: 3 of 5 targets, since 2 Jan 2026,"
                + " 00:01 UTC",
            "• WARNING: Sign-ins of lab fail: Throttled, our own side's fault; exchange-online over"
                + " imap for contoso: 3 of 5 targets, since 2 Jan 2026, 00:01 UTC",
            "Began and ended");
    assertThat(card.toString()).contains("<at>anna").contains("fallbackText\":\"3 alerts");
    assertThat(card.path("actions").findValuesAsText("title"))
        .containsExactly("Open runbook", "Open EX1", "Open service health");
    assertThat(smtp.received()).hasSize(1);
    MimeMessage mail = smtp.received().getFirst();
    assertThat(mail.getSubject()).startsWith("[Mailbuoy] 3 alerts, 1 of them resolved, the worst");
    assertThat(mail.getMessageID()).startsWith("<group.");
    assertThat(text(mail, 0))
        .startsWith(headline + "\nTold together: ")
        .contains("New\n- CRITICAL: Sign-ins of hall fail")
        .contains("Began and ended\n- CRITICAL: Sign-ins of attic fail")
        .contains("More\n- EX1");
    assertThat(text(mail, 1)).contains("<h3>New</h3>").contains("Sign-ins of lab fail");
    assertThat(bus.events()).hasSize(1);
    JsonNode event = bus.events().getFirst();
    assertThat(event.path("type").asText()).isEqualTo("mailbuoy.alert-group.v1");
    assertThat(event.path("headline").asText()).isEqualTo(headline);
    assertThat(event.path("data").path("occasion").asText()).startsWith("Told together: ");
    assertThat(event.path("data").path("alerts").findValuesAsText("alertId"))
        .containsExactly("hall", "attic", "lab");
    assertThat(plain.events())
        .extracting(each -> each.path("type").asText())
        .containsExactly("mailbuoy.alert.v1", "mailbuoy.alert.v1", "mailbuoy.alert.v1");
  }

  @Test
  void whatTheLimitsOfTeamsHoldBackIsToldWithinAMinuteAndABitAndAllOfItIsNamed() {
    Simulation storm =
        Simulation.of(
            clock,
            """
            mailbuoy:
              channels: {team: {type: teams, url: "%s"}}
              routes: [{channels: team}]
            """
                .formatted(teams.url()));
    for (int i = 0; i < 300; i++) {
      storm.publish(
          made("m-%03d.".formatted(i)).title("m-%03d. é \"€\" 漢字 ".formatted(i).repeat(9)).make());
      storm.run(Duration.ofSeconds(2), Duration.ofSeconds(1));
    }
    storm.run(Duration.ofSeconds(100));
    List<String> bodies = teams.accepted().stream().map(WebhookReceiver.Received::body).toList();
    assertThat(bodies).hasSizeBetween(50, 62);
    assertThat(bodies)
        .allSatisfy(body -> assertThat(body.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(20_000));
    for (int i = 0; i < 300; i++) {
      String id = "m-%03d.".formatted(i);
      assertThat(storm.newest(id, "team").told()).as(id).isNotNull();
      assertThat(bodies.stream().filter(body -> body.contains(id))).as(id).hasSize(1);
    }
  }

  private DeliveryStatus status(String id) {
    return notifier.newest(id, "team").status().value();
  }

  @Test
  void theFullestCardNamesEveryAlert() {
    Stream.iterate(0, i -> i + 1)
        .limit(40)
        .forEach(i ->
            notifier.publish(
                made("x").id("f" + i).title("f%d. \"漢字漢字\\ ".formatted(i).repeat(99)).make()));
    notifier.run(Duration.ofSeconds(2));
    assertThat(teams.accepted()).hasSize(1);
    String body = teams.accepted().getFirst().body();
    assertThat(body.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(20_000);
    for (int i = 0; i < 40; i++) {
      assertThat(body).contains("CRITICAL: f" + i + ". ");
    }
  }

  @Test
  void aCardThatIsRefusedIsTakenApart() {
    teams.faults().set(new ReceiverFault.Fail(1, 413));
    twoBeginAndOneIsOver();
    assertThat(teams.cards()).hasSizeBetween(2, 3);
    assertThat(List.of("lab", "hall", "attic"))
        .allSatisfy(id -> assertThat(status(id)).isEqualTo(DeliveryStatus.DELIVERED));
  }
}
