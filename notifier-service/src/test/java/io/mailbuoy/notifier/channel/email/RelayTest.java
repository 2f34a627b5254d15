package io.mailbuoy.notifier.channel.email;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.testbed.EntraFault;
import io.mailbuoy.testbed.MicrosoftCloud;
import io.mailbuoy.testbed.SmtpFault;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.SmtpStage;
import io.mailbuoy.testbed.TestCertificates;
import io.mailbuoy.testbed.TokenAuthority;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The dialogue with the relay: logins with tokens, several recipients, one connection for a burst.
final class RelayTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final String SECRET = "s3cret-of-the-client";
  private static final Notification NOTIFICATION =
      new Notification(alert().make(), Action.TRIGGER, "new", Optional.empty(), ONSET);

  private final TokenAuthority tokens = new TokenAuthority();
  private final MicrosoftCloud cloud = MicrosoftCloud.start(tokens);
  private final SmtpReceiver smtp = SmtpReceiver.start();

  @AfterEach
  void close() {
    smtp.close();
    cloud.close();
  }

  private EmailChannel channel(String more, Duration keep) {
    return channel(smtp.url() + "\", tls: {mode: none}", more, keep);
  }

  private EmailChannel channel(String relay, String more, Duration keep) {
    String yaml =
        """
        mailbuoy:
          tenants:
            contoso: {client-id: mailbuoy, client-secret: %s, token-url: "%s"}
          channels:
            mail: {type: email, smtp: "%s, from: alerts@contoso.example,
                   to: [ops@example.org, gone@example.org, full@example.org], %s}
        """
            .formatted(SECRET, cloud.tokenUrl("contoso"), relay, more);
    ConfigFile file = ConfigFile.parse("mailbuoy.yaml", yaml, name -> null);
    assertThat(file.report().faults()).isEmpty();
    MailbuoyConfig config = file.typed();
    return EmailChannel.of(
        "mail",
        Objects.requireNonNull(config.channels().get("mail")),
        config.tenants(),
        TIMEOUT,
        keep);
  }

  private EmailChannel withToken() {
    cloud.addClient("mailbuoy", SECRET);
    var _ = smtp.requireToken(tokens);
    return channel("auth: xoauth2, tenant: contoso, user: alerts@contoso.example", Duration.ZERO);
  }

  private static String reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Delivered delivered -> "delivered: " + delivered.detail();
      case Outcome.Retry retry -> "retry: " + retry.reason();
      case Outcome.Permanent permanent -> "permanent: " + permanent.reason();
    };
  }

  @Test
  void theTenantsClientLogsInWithATokenThatIsKept() {
    EmailChannel channel = withToken();
    for (int i = 0; i < 3; i++) {
      assertThat(channel.deliver(NOTIFICATION)).isInstanceOf(Outcome.Delivered.class);
    }
    assertThat(smtp.received()).hasSize(3);
    assertThat(tokens.issued()).isEqualTo(1);
  }

  /// As at Exchange Online: STARTTLS, then XOAUTH2, and one of each for a burst.
  @Test
  void aTokenGoesOverTls() {
    cloud.addClient("mailbuoy", SECRET);
    try (TestCertificates certificates = TestCertificates.create();
        SmtpReceiver exchange =
            SmtpReceiver.startStartTls(certificates.serverContext()).requireToken(tokens)) {
      EmailChannel channel =
          channel(
              exchange.url() + "\", tls: {trust: \"" + certificates.caPem() + "\"}",
              "auth: xoauth2, tenant: contoso, user: alerts@contoso.example",
              Duration.ofMinutes(1));
      for (int i = 0; i < 3; i++) {
        assertThat(channel.deliver(NOTIFICATION)).isInstanceOf(Outcome.Delivered.class);
      }
      assertThat(exchange.received()).hasSize(3);
      assertThat(exchange.sessions()).isEqualTo(1);
    }
  }

  @Test
  void aTokenThatTheRelayRefusesIsReplaced() {
    EmailChannel channel = withToken();
    assertThat(channel.deliver(NOTIFICATION)).isInstanceOf(Outcome.Delivered.class);
    tokens.revokeAll();
    assertThat(reason(channel.deliver(NOTIFICATION))).startsWith("retry: SMTP 535");
    assertThat(channel.deliver(NOTIFICATION)).isInstanceOf(Outcome.Delivered.class);
    assertThat(tokens.issued()).isEqualTo(2);
  }

  @Test
  void aNewTokenThatIsRefusedIsAPermissionThatIsMissing() {
    EmailChannel channel = withToken();
    smtp.faults().set(new SmtpFault.Reject(535, "5.7.3 no SendAs " + SECRET, SmtpStage.AUTH));
    assertThat(reason(channel.deliver(NOTIFICATION))).startsWith("permanent: SMTP 535");
  }

  @Test
  void whatTheTokenEndpointSaysIsToldWithoutTheSecret() {
    EmailChannel channel = withToken();
    cloud.entra().set(new EntraFault.Error(401, "invalid_client", 7000222));
    assertThat(reason(channel.deliver(NOTIFICATION)))
        .startsWith("permanent: no token for the relay: HTTP 401")
        .contains("AADSTS7000222")
        .doesNotContain(SECRET);
    cloud.entra().set(new EntraFault.Unavailable(503));
    assertThat(reason(channel.deliver(NOTIFICATION)))
        .startsWith("retry: no token for the relay: HTTP 503");
    cloud.entra().set(new EntraFault.Html());
    assertThat(reason(channel.deliver(NOTIFICATION))).startsWith("retry: no token for the relay");
    cloud.entra().set(new EntraFault.Hang());
    assertThat(reason(channel.deliver(NOTIFICATION)))
        .isEqualTo("retry: no token for the relay: no answer within 2000 ms");
    assertThat(smtp.sessions()).isZero();
  }

  @Test
  void whoIsRefusedIsNamedAndTheOthersHaveTheMail() {
    EmailChannel channel = channel("user: u, password: open-sesame", Duration.ZERO);
    var _ = smtp.requirePassword("u", "open-sesame");
    smtp.faults()
        .set(
            new SmtpFault.RejectRecipients(
                Map.of(
                    "gone@example.org", "550 5.1.1 no such user",
                    "full@example.org", "452 4.2.2 over quota")));
    assertThat(reason(channel.deliver(NOTIFICATION)))
        .startsWith("delivered: accepted by the relay for 1 recipient; not for ")
        .contains("gone@example.org (SMTP 550 5.1.1 no such user)")
        .contains("full@example.org (SMTP 452 4.2.2 over quota)");
    assertThat(smtp.envelopes().getFirst().recipients()).containsExactly("ops@example.org");
  }

  @Test
  void whereNobodyIsReachedItIsTriedAgainAsLongAsOneMayBe() {
    EmailChannel channel = channel("user: u, password: open-sesame", Duration.ZERO);
    var _ = smtp.requirePassword("u", "open-sesame");
    String never = "550 5.1.1 no such user";
    smtp.faults()
        .set(
            new SmtpFault.RejectRecipients(
                Map.of(
                    "ops@example.org", never,
                    "gone@example.org", never,
                    "full@example.org", "452 4.2.2 over quota")));
    assertThat(reason(channel.deliver(NOTIFICATION))).startsWith("retry: SMTP 452");
    smtp.faults()
        .set(
            new SmtpFault.RejectRecipients(
                Map.of(
                    "ops@example.org", never,
                    "gone@example.org", never,
                    "full@example.org", never)));
    assertThat(reason(channel.deliver(NOTIFICATION))).startsWith("permanent: SMTP 550");
    assertThat(smtp.received()).isEmpty();
  }

  @Test
  void aBurstTakesOneConnectionWhichIsClosedWhenNothingFollows() {
    EmailChannel channel = channel("user: u, password: open-sesame", Duration.ofMillis(300));
    var _ = smtp.requirePassword("u", "open-sesame");
    for (int i = 0; i < 20; i++) {
      assertThat(channel.deliver(NOTIFICATION)).isInstanceOf(Outcome.Delivered.class);
    }
    assertThat(smtp.received()).hasSize(20);
    assertThat(smtp.sessions()).isEqualTo(1);
    Awaitility.await().until(() -> smtp.openSessions() == 0);
    assertThat(channel.deliver(NOTIFICATION)).isInstanceOf(Outcome.Delivered.class);
    assertThat(smtp.sessions()).isEqualTo(2);
  }

  @Test
  void aRelayThatWantsANewConnectionGetsOneWithinTheAttempt() {
    EmailChannel channel = channel("user: u, password: open-sesame", Duration.ofMinutes(1));
    var _ = smtp.requirePassword("u", "open-sesame");
    smtp.faults().set(new SmtpFault.SessionLimit(2));
    for (int i = 0; i < 5; i++) {
      assertThat(channel.deliver(NOTIFICATION)).isInstanceOf(Outcome.Delivered.class);
    }
    assertThat(smtp.received()).hasSize(5);
    assertThat(smtp.sessions()).isEqualTo(3);
  }

  @Test
  void aConnectionThatDiedWhileIdleCostsNoAttempt() {
    EmailChannel channel = channel("user: u, password: open-sesame", Duration.ofMinutes(1));
    var _ = smtp.requirePassword("u", "open-sesame");
    assertThat(channel.deliver(NOTIFICATION)).isInstanceOf(Outcome.Delivered.class);
    smtp.stop();
    smtp.resume();
    assertThat(channel.deliver(NOTIFICATION)).isInstanceOf(Outcome.Delivered.class);
    assertThat(smtp.received()).hasSize(2);
  }
}
