package io.mailbuoy.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The typed form: exact defaults, and every key mapped. The third test of each type, its mistakes,
/// is [InvalidConfigTest].
class SettingsTest {
  /// The least that makes one entry of every type.
  private static final MailbuoyConfig LEAST =
      Fixtures.parse(
              """
              mailbuoy:
                tenants: {contoso: {}}
                targets:
                  - {id: a, service: own-mail, url: "imaps://mail.example.org"}
                channels:
                  team: {type: teams, url: "${TEAMS_URL}"}
                routes:
                  - {channels: team}
              """)
          .typed();

  @Test
  void shapeAndTypedFormHaveTheSameKeys() {
    assertThat(Keys.ofTypedForm())
        .extracting(Keys.Documented::key)
        .containsExactlyInAnyOrderElementsOf(Keys.ofShape());
  }

  @Test
  void generalDefaults() {
    MailbuoyConfig empty = Fixtures.parse("mailbuoy:").typed();
    assertThat(empty.location()).isEqualTo("default");
    assertThat(empty.kafka().bootstrapServers()).isEmpty();
    assertThat(empty.kafka().security().protocol()).isEmpty();
    assertThat(empty.kafka().security().trust()).isEmpty();
    assertThat(empty.kafka().security().clientCertificate()).isEmpty();
    assertThat(empty.kafka().security().clientKey()).isEmpty();
    assertThat(empty.kafka().security().sasl().mechanism()).isEmpty();
    assertThat(empty.kafka().security().sasl().username()).isEmpty();
    assertThat(empty.kafka().security().sasl().password()).isEmpty();
    assertThat(empty.tenants()).isEmpty();
    assertThat(empty.targets()).isEmpty();
    assertThat(empty.logs()).isEmpty();
    assertThat(empty.channels()).isEmpty();
    assertThat(empty.routes()).isEmpty();
  }

  @Test
  void tenantDefaults() {
    MailbuoyConfig.Tenant tenant = Objects.requireNonNull(LEAST.tenants().get("contoso"));
    assertThat(tenant.directoryId()).isEmpty();
    assertThat(tenant.clientId()).isEmpty();
    assertThat(tenant.clientSecret()).isEmpty();
    assertThat(tenant.clientCertificate()).isEmpty();
    assertThat(tenant.clientKey()).isEmpty();
    assertThat(tenant.federatedTokenFile()).isEmpty();
    assertThat(tenant.tokenScope()).isEmpty();
    assertThat(tenant.tokenUrl()).isEmpty();
    assertThat(tenant.graphUrl()).isEqualTo("https://graph.microsoft.com/v1.0");
    assertThat(tenant.hasClient()).isFalse();
    assertThat(tenant.serviceHealth().enabled()).isEmpty();
    assertThat(tenant.serviceHealth().interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(tenant.serviceHealth().messages()).isTrue();
    assertThat(tenant.serviceHealth().statusFeed()).isEmpty();
    assertThat(tenant.serviceHealth().statusFeedInterval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(tenant.readsServiceHealth()).isFalse();
  }

  @Test
  void serviceHealthIsReadWhereThereIsAClient() {
    String client = "directory-id: d, client-id: c, client-secret: \"${CONTOSO_SECRET}\"";
    assertThat(contoso("{" + client + "}").readsServiceHealth()).isTrue();
    assertThat(contoso("{" + client + ", service-health: {enabled: false}}").readsServiceHealth())
        .isFalse();
  }

  private static MailbuoyConfig.Tenant contoso(String keys) {
    return Objects.requireNonNull(
        Fixtures.parse("mailbuoy: {tenants: {contoso: " + keys + "}}")
            .typed()
            .tenants()
            .get("contoso"));
  }

  @Test
  void targetDefaults() {
    TargetConfig target = LEAST.targets().getFirst();
    assertThat(target.tenant()).isEmpty();
    assertThat(target.role()).isEqualTo("subject");
    assertThat(target.user()).isEmpty();
    assertThat(target.auth()).isEmpty();
    assertThat(target.authMethod()).isEqualTo("none");
    assertThat(target.password()).isEmpty();
    assertThat(target.interval()).isEqualTo(Duration.ofSeconds(60));
    assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(target.phaseTimeouts().byPhase()).isEmpty();
    assertThat(target.usesToken()).isFalse();
  }

  @Test
  void logDefaults() {
    LogConfig log =
        Fixtures.parse(
                """
                mailbuoy:
                  logs:
                    - {id: proxy, file: /var/log/dovecot.log, format: dovecot, service: exchange-online}
                """)
            .typed()
            .logs()
            .getFirst();
    assertThat(log.failures()).isEmpty();
    assertThat(log.successes()).isEmpty();
    assertThat(log.tenant()).isEmpty();
    assertThat(log.protocol()).isEqualTo("imap");
    assertThat(log.perUser()).isFalse();
    assertThat(log.timeZone()).isEmpty();
    assertThat(log.from()).isEqualTo("end");
    assertThat(log.quietAfter()).isEmpty();
    assertThat(log.mostPerSecond()).isEqualTo(10);
  }

  @Test
  void tlsDefaults() {
    MailbuoyConfig.Tls tls = LEAST.targets().getFirst().tls();
    assertThat(tls.mode()).isEmpty();
    assertThat(tls.trust()).isEmpty();
    assertThat(tls.off()).isFalse();
  }

  @Test
  void channelDefaults() {
    ChannelConfig channel = Objects.requireNonNull(LEAST.channels().get("team"));
    assertThat(channel.routingKey()).isEmpty();
    assertThat(channel.smtp()).isEmpty();
    assertThat(channel.user()).isEmpty();
    assertThat(channel.password()).isEmpty();
    assertThat(channel.from()).isEmpty();
    assertThat(channel.to()).isEmpty();
    assertThat(channel.dependsOn()).isEmpty();
    assertThat(channel.auth()).isEmpty();
    assertThat(channel.tenant()).isEmpty();
    assertThat(channel.webhookSecret()).isEmpty();
    assertThat(channel.changeEvents()).isFalse();
    assertThat(channel.signingSecret()).isEmpty();
    assertThat(channel.authorization()).isEmpty();
    assertThat(channel.mentions()).isEmpty();
    assertThat(channel.runbook()).isEmpty();
    assertThat(channel.templates().given()).isEmpty();
    assertThat(channel.tls().off()).isFalse();
  }

  @Test
  void routeDefaults() {
    assertThat(LEAST.routes().getFirst().match()).isEqualTo(Map.of());
    assertThat(LEAST.routes().getFirst().fallback()).isEmpty();
    assertThat(LEAST.routes().getFirst().goesOn()).isFalse();
    assertThat(LEAST.routes().getFirst().escalate()).isEmpty();
    assertThat(LEAST.routes().getFirst().remind()).isEmpty();
    assertThat(LEAST.routes().getFirst().routes()).isEmpty();
    assertThat(LEAST.silences()).isEmpty();
    assertThat(LEAST.maintenance()).isEmpty();
  }

  @Test
  void probeDefaults() {
    assertThat(LEAST.probe().retries()).isEqualTo(2);
    assertThat(LEAST.probe().retryDelay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(LEAST.probe().retryBudget().mailbox()).isEqualTo(6);
    assertThat(LEAST.probe().retryBudget().tenantPercent()).isEqualTo(50);
    assertThat(LEAST.probe().retryBudget().overallPercent()).isEqualTo(20);
    assertThat(LEAST.probe().retryBudget().always()).isEqualTo(60);
    assertThat(LEAST.probe().tokenInterval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(LEAST.probe().leastPause()).isEqualTo(Duration.ofSeconds(1));
    assertThat(LEAST.probe().buffer()).isEqualTo(10_000);
    assertThat(LEAST.probe().sessionTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void classifierDefaults() {
    assertThat(LEAST.classifier().blindAfter()).isEqualTo(Duration.ofMinutes(15));
    assertThat(LEAST.classifier().quietFor()).isEqualTo(Duration.ofMinutes(5));
    assertThat(LEAST.classifier().reopenWithin()).isEqualTo(Duration.ofHours(6));
  }

  @Test
  void notifierDefaults() {
    assertThat(LEAST.notifier().timeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(LEAST.notifier().firstPause()).isEqualTo(Duration.ofSeconds(1));
    assertThat(LEAST.notifier().longestPause()).isEqualTo(Duration.ofMinutes(5));
    assertThat(LEAST.notifier().fallbackAfter()).isEqualTo(Duration.ofSeconds(30));
    assertThat(LEAST.notifier().channelAlertAfter()).isEqualTo(Duration.ofMinutes(15));
    assertThat(LEAST.notifier().heartbeat().url()).isEmpty();
    assertThat(LEAST.notifier().heartbeat().interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(LEAST.notifier().heartbeat().staleAfter()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void anAliasSavesRepetition() {
    MailbuoyConfig config =
        Fixtures.parse(
                """
                mailbuoy:
                  targets:
                    - &inbox {id: a, service: own-mail, url: "imaps://mail.example.org", interval: 5s}
                    - {<<: *inbox, id: b, timeout: 3s}
                """)
            .typed();
    assertThat(config.targets().get(1).id()).isEqualTo("b");
    assertThat(config.targets().get(1).interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.targets().get(1).timeout()).isEqualTo(Duration.ofSeconds(3));
  }
}
