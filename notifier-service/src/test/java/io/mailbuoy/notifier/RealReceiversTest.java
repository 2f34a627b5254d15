package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.testbed.ReceiverFault;
import io.mailbuoy.testbed.SmtpFault;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.SmtpStage;
import io.mailbuoy.testbed.TeamsReceiver;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pipeline with real channels and real receivers: what a failure comes to for the people.
final class RealReceiversTest {
  private final TeamsReceiver teams = TeamsReceiver.start();
  private final SmtpReceiver smtp = SmtpReceiver.start();
  private final Simulation notifier = simulation();

  private Simulation simulation() {
    return Simulation.of(
        new MovableClock(ONSET.plusSeconds(300)),
        """
        mailbuoy:
          channels:
            team: {type: teams, url: "%s"}
            mail: {type: email, smtp: "%s", tls: {mode: none}, from: a@example.org, to: ops@example.org}
          routes:
            - {match: {severity: critical}, channels: team, fallback: mail}
            - {channels: mail, fallback: team}
        """
            .formatted(teams.url(), smtp.url()));
  }

  @AfterEach
  void close() {
    teams.close();
    smtp.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410})
  void aRefusalForGoodStopsAtOnceAndTheFallbackIsToldWhy(int status) throws Exception {
    teams.faults().set(new ReceiverFault.Status(status, "the flow was turned off"));
    notifier.publish(alert().make());
    notifier.run(Duration.ofMinutes(10));
    assertThat(teams.received()).hasSize(1);
    Delivery receipt = notifier.newest("alert-1", "team");
    assertThat(receipt.status().value()).isEqualTo(DeliveryStatus.FAILED);
    assertThat(receipt.detail()).isEqualTo("HTTP " + status + ": the flow was turned off");
    assertThat(notifier.newest("alert-1", "mail").status().value())
        .isEqualTo(DeliveryStatus.FALLBACK);
    MimeMultipart parts = (MimeMultipart) smtp.received().getFirst().getContent();
    assertThat((String) parts.getBodyPart(0).getContent())
        .contains(
            "told here because channel 'team' refused it: HTTP "
                + status
                + ": the flow was turned off");
    assertThat(smtp.received()).hasSize(1);
  }

  @Test
  void anErrorInA200IsTriedAgainAndThenWorks() {
    teams
        .faults()
        .set(
            new ReceiverFault.Status(
                200,
                "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP"
                    + " error 429 with ContextId 1"));
    notifier.publish(alert().make());
    notifier.run(Duration.ofSeconds(10));
    assertThat(notifier.newest("alert-1", "team").status().value())
        .isEqualTo(DeliveryStatus.RETRYING);
    teams.faults().clear();
    notifier.run(Duration.ofMinutes(2));
    assertThat(teams.cards()).hasSize(1);
    assertThat(notifier.newest("alert-1", "team").status().value())
        .isEqualTo(DeliveryStatus.DELIVERED);
  }

  @Test
  void aMailThatIsRefusedForGoodIsToldToTheFallback() {
    smtp.faults().set(new SmtpFault.Reject(550, "5.7.30 basic authentication", SmtpStage.MAIL));
    notifier.publish(alert().severity(Severity.WARNING).make());
    notifier.run(Duration.ofMinutes(10));
    assertThat(smtp.sessions()).isEqualTo(1);
    assertThat(notifier.newest("alert-1", "mail").status().value())
        .isEqualTo(DeliveryStatus.FAILED);
    assertThat(teams.cards()).hasSize(1);
    assertThat(teams.cards().getFirst().toString())
        .contains("told here because channel 'mail' refused it: SMTP 550 5.7.30");
  }
}
