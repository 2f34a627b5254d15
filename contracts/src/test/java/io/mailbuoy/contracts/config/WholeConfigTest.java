package io.mailbuoy.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file with every key: each value arrives in the typed form.
class WholeConfigTest {
  @TempDir static Path folder;
  private static ConfigFile file;
  private static MailbuoyConfig config;

  @BeforeAll
  static void read() {
    Fixtures.writeClientCertificate(folder);
    file = Fixtures.parse(Fixtures.text("whole.yaml", folder));
    assertThat(file.report().faults()).isEmpty();
    config = file.typed();
  }

  @Test
  void nothingIsWarnedAboutWhereSecretsComeFromOutside() {
    assertThat(file.report().warnings()).isEmpty();
  }

  @Test
  void general() {
    assertThat(config.kafka().bootstrapServers()).contains("broker-1:9092,broker-2:9092");
    assertThat(config.location()).isEqualTo("fra1");
  }

  @Test
  void kafkaSecurity() {
    KafkaConfig.Security security = config.kafka().security();
    assertThat(security.protocol()).contains("SASL_SSL");
    assertThat(security.trust()).contains(folder.resolve("own-ca.pem"));
    assertThat(security.clientCertificate()).contains(folder.resolve("client.pem"));
    assertThat(security.clientKey()).contains(folder.resolve("client-key.pem"));
    assertThat(security.sasl().mechanism()).contains("SCRAM-SHA-256");
    assertThat(security.sasl().username()).contains("mailbuoy");
    assertThat(security.sasl().password()).contains(new Secret("canary-" + Fixtures.SECRET));
  }

  @Test
  void tenants() {
    assertThat(config.tenants()).containsOnlyKeys("contoso", "fabrikam", "north.wind", "tailspin");
    MailbuoyConfig.Tenant contoso = tenant("contoso");
    assertThat(contoso.directoryId()).contains("11111111-2222-3333-4444-555555555555");
    assertThat(contoso.clientId()).contains("66666666-7777-8888-9999-000000000000");
    assertThat(contoso.clientSecret()).contains(new Secret("contoso-" + Fixtures.SECRET));
    assertThat(contoso.tokenEndpoint()).isEqualTo("https://login.example.org/oauth2/token");
    assertThat(contoso.graphUrl()).isEqualTo("https://graph.example.org/v1.0");
    assertThat(contoso.serviceHealth().enabled()).contains(true);
    assertThat(contoso.serviceHealth().interval()).isEqualTo(Duration.ofSeconds(45));
    assertThat(contoso.serviceHealth().messages()).isFalse();
    assertThat(contoso.serviceHealth().statusFeed()).contains("https://status.example.org/feed");
    assertThat(contoso.serviceHealth().statusFeedInterval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(contoso.readsServiceHealth()).isTrue();
    assertThat(tenant("north.wind").tokenEndpoint())
        .isEqualTo(
            "https://login.microsoftonline.com/99999999-2222-3333-4444-555555555555/oauth2/v2.0/token");
    assertThat(tenant("north.wind").federatedTokenFile()).contains(folder.resolve("canary"));
    assertThat(tenant("north.wind").tokenScope()).contains("https://mail.example.org/.default");
    assertThat(tenant("north.wind").hasClient()).isTrue();
    assertThat(tenant("fabrikam").graphUrl()).isEqualTo("https://graph.microsoft.com/v1.0");
    assertThat(tenant("fabrikam").readsServiceHealth()).isFalse();
    assertThat(tenant("tailspin").clientCertificate()).contains(folder.resolve("client.pem"));
    assertThat(tenant("tailspin").clientKey()).contains(folder.resolve("client-key.pem"));
    assertThat(tenant("tailspin").hasClient()).isTrue();
  }

  @Test
  void targets() {
    assertThat(config.targets())
        .extracting(TargetConfig::id)
        .containsExactly("support-inbox", "own-imap", "owa", "names", "page", "mailbox", "letter");
    TargetConfig inbox = config.targets().getFirst();
    assertThat(inbox.tenant()).contains("contoso");
    assertThat(inbox.service()).isEqualTo("exchange-online");
    assertThat(inbox.url()).isEqualTo("imaps://outlook.office365.com:993");
    assertThat(inbox.user()).contains("support@contoso.example");
    assertThat(inbox.authMethod()).isEqualTo("xoauth2");
    assertThat(inbox.role()).isEqualTo("subject");
    assertThat(inbox.interval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(inbox.timeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(inbox.phaseTimeouts().byPhase()).containsExactlyEntriesOf(inOrder());
    TargetConfig own = config.targets().get(1);
    assertThat(own.tenant()).contains("north.wind");
    assertThat(own.role()).isEqualTo("control");
    assertThat(own.password()).contains(new Secret("from-a-file-" + Fixtures.SECRET));
    assertThat(own.authMethod()).isEqualTo("password");
    assertThat(own.tls().mode()).contains("starttls");
    assertThat(own.tls().trust()).contains(folder.resolve("own-ca.pem"));
    assertThat(own.tls().off()).isFalse();
    assertThat(config.targets().get(2).interval()).isEqualTo(Duration.ofMinutes(90));
    assertThat(config.targets().get(2).authMethod()).isEqualTo("none");
  }

  /// One second for the first phase, two for the second, and so on.
  private static Map<String, Duration> inOrder() {
    Map<String, Duration> times = new LinkedHashMap<>();
    for (Phase phase : Phase.values()) {
      if (phase != Phase.UNKNOWN) {
        times.put(phase.text(), Duration.ofSeconds(times.size() + 1));
      }
    }
    return times;
  }

  @Test
  void targetsOfOtherKinds() {
    assertThat(config.targets())
        .extracting(TargetConfig::spoken)
        .containsExactly(
            Protocol.IMAP,
            Protocol.IMAP,
            Protocol.HTTPS,
            Protocol.DNS,
            Protocol.HTTPS,
            Protocol.GRAPH,
            Protocol.ROUND_TRIP);
    assertThat(config.targets().get(4).expectStatus()).contains(List.of(200, 401));
    assertThat(config.targets().get(5).authMethod()).isEqualTo("xoauth2");
    TargetConfig letter = config.targets().get(6);
    assertThat(letter.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(letter.deadline()).isEqualTo(Duration.ofSeconds(210));
    RoundTrip trip = letter.roundTrip();
    assertThat(trip.smtp()).contains("smtps://relay.example.org");
    assertThat(trip.user()).contains("sender");
    assertThat(trip.auth()).contains("password");
    assertThat(trip.password()).contains(new Secret("mail-" + Fixtures.SECRET));
    assertThat(trip.from()).contains("sender@example.org");
    assertThat(trip.to()).contains("robot@contoso.example");
    assertThat(trip.within()).isEqualTo(Duration.ofMinutes(3));
    assertThat(trip.junkFolder()).isEqualTo("Junk Email");
    assertThat(config.targets().getFirst().roundTrip().asked()).isFalse();
  }

  @Test
  void eachNameServerIsATargetOfItsOwn() {
    assertThat(config.targets().get(3).resolvers())
        .contains(List.of("192.0.2.53", "[2001:db8::53]:5353"));
    List<TargetConfig> names = config.probed().subList(3, 5);
    assertThat(names)
        .extracting(TargetConfig::id)
        .containsExactly("names@192.0.2.53", "names@[2001:db8::53]:5353");
    assertThat(names)
        .extracting(TargetConfig::url)
        .containsExactly(
            "dns://192.0.2.53/outlook.office365.com?type=AAAA",
            "dns://[2001:db8::53]:5353/outlook.office365.com?type=AAAA");
    assertThat(names).allSatisfy(each -> assertThat(each.role()).isEqualTo("control"));
    assertThat(config.probed()).hasSize(8);
  }

  @Test
  void logs() {
    LogConfig log = config.logs().getFirst();
    assertThat(log.id()).isEqualTo("relay-log");
    assertThat(log.file()).isEqualTo(Path.of("/var/log/relay.log"));
    assertThat(log.format()).isEqualTo("regex");
    assertThat(log.failures().orElseThrow())
        .containsExactly(
            "fetch of (?P<user>\\S+) ended: (?P<outcome>\\w+),? (?P<text>.*)", "cannot fetch");
    assertThat(log.successes().orElseThrow()).containsExactly("\\d+ fetched");
    assertThat(log.tenant()).contains("contoso");
    assertThat(log.service()).isEqualTo("exchange-online");
    assertThat(log.protocol()).isEqualTo("pop3");
    assertThat(log.perUser()).isTrue();
    assertThat(log.timeZone()).contains("Europe/Berlin");
    assertThat(log.from()).isEqualTo("start");
    assertThat(log.quietAfter()).contains(Duration.ofMinutes(20));
    assertThat(log.mostPerSecond()).isEqualTo(50);
  }

  @Test
  void channels() {
    assertThat(config.channels()).containsOnlyKeys("team", "oncall", "mail", "tenant-mail", "bus");
    ChannelConfig team = channel("team");
    assertThat(team.type()).isEqualTo("teams");
    assertThat(team.url()).contains(new Secret("https://hooks.example.org/" + Fixtures.SECRET));
    assertThat(team.dependsOn()).contains(List.of("teams", "entra-id"));
    ChannelConfig oncall = channel("oncall");
    assertThat(oncall.routingKey()).contains(new Secret("pd-" + Fixtures.SECRET));
    assertThat(oncall.url()).contains(new Secret("https://events.eu.example.org"));
    ChannelConfig mail = channel("mail");
    assertThat(mail.smtp()).contains("smtps://relay.example.org:465");
    assertThat(mail.user()).contains("mailbuoy");
    assertThat(mail.password()).contains(new Secret("mail-" + Fixtures.SECRET));
    assertThat(mail.from()).contains("mailbuoy@example.org");
    assertThat(mail.to()).contains(List.of("ops@example.org", "Night, shift <night@example.org>"));
    assertThat(mail.dependsOn()).contains(List.of("exchange-online"));
    assertThat(mail.tls().mode()).contains("implicit");
  }

  @Test
  void channelsOfTheirOwnKinds() {
    assertThat(channel("team").mentions()).contains(List.of("Anna Berg <anna@contoso.example>"));
    assertThat(channel("team").runbook()).contains("https://wiki.example.org/mail");
    assertThat(channel("oncall").webhookSecret()).contains(new Secret("mail-" + Fixtures.SECRET));
    assertThat(channel("oncall").changeEvents()).isTrue();
    assertThat(channel("tenant-mail").auth()).contains("xoauth2");
    assertThat(channel("tenant-mail").tenant()).contains("contoso");
    assertThat(channel("mail").digest()).contains(Duration.ofHours(6));
    assertThat(channel("team").digest()).isEmpty();
    assertThat(channel("mail").groupWait()).contains(Duration.ofSeconds(30));
    assertThat(channel("mail").groupBy()).contains(List.of("tenant", "service"));
    assertThat(channel("team").groupWait()).isEmpty();
    assertThat(channel("team").groupBy()).isEmpty();
    assertThat(channel("bus").signingSecret()).contains(new Secret("pd-" + Fixtures.SECRET));
    assertThat(channel("bus").authorization())
        .contains(new Secret("Bearer canary-" + Fixtures.SECRET));
  }

  @Test
  void templatesOfMessages() {
    assertThat(channel("team").templates().given())
        .isEqualTo(Map.of("card", folder.resolve("canary")));
    assertThat(channel("oncall").templates().given())
        .isEqualTo(
            Map.of("summary", folder.resolve("canary"), "details", folder.resolve("own-ca.pem")));
    assertThat(channel("mail").templates().given())
        .isEqualTo(
            Map.of(
                "subject", folder.resolve("canary"),
                "text", folder.resolve("own-ca.pem"),
                "html", folder.resolve("client.pem")));
    assertThat(channel("bus").templates().given())
        .isEqualTo(Map.of("body", folder.resolve("canary")));
    assertThat(channel("tenant-mail").templates().given()).isEmpty();
  }

  @Test
  void routes() {
    assertThat(config.routes().getFirst().match())
        .isEqualTo(
            Map.of(
                "severity", List.of("critical", "warning"),
                "tenant", List.of("contoso"),
                "fault-domain", List.of("provider")));
    assertThat(config.routes().getFirst().channels()).containsExactly("oncall", "team", "mail");
    assertThat(config.routes().getFirst().fallback()).contains(List.of("mail"));
    assertThat(config.routes().get(1).match()).isEmpty();
    assertThat(config.routes().get(1).channels()).containsExactly("team");
    assertThat(config.routes()).hasSize(2);
  }

  @Test
  void routesInRoutes() {
    RoutingConfig.Route first = config.routes().getFirst();
    assertThat(first.goesOn()).isTrue();
    assertThat(first.remind()).contains(Duration.ofHours(4));
    assertThat(first.escalate().getFirst().after()).isEqualTo(Duration.ofMinutes(15));
    assertThat(first.escalate().getFirst().channels()).containsExactly("oncall", "mail");
    RoutingConfig.Branch inner = first.routes().getFirst();
    assertThat(inner.match()).isEqualTo(Map.of("verdict.cause", List.of("!throttled")));
    assertThat(inner.channels()).isEmpty();
    assertThat(inner.fallback()).contains(List.of("team"));
    RoutingConfig.Twig innermost = inner.routes().getFirst();
    assertThat(innermost.match()).isEqualTo(Map.of("impact.targetsAffected", List.of(">=3")));
    assertThat(innermost.channels()).contains(List.of("oncall"));
    assertThat(config.routes().get(1).goesOn()).isFalse();
    assertThat(config.routes().get(1).routes()).isEmpty();
    assertThat(config.routes().get(1).escalate()).isEmpty();
    assertThat(config.routes().get(1).remind()).isEmpty();
  }

  @Test
  void silencesAndHours() {
    RoutingConfig.Silence silence = config.silences().getFirst();
    assertThat(silence.match()).isEqualTo(Map.of("service", List.of("own-mail")));
    assertThat(silence.from()).isEqualTo("2026-12-01T20:00:00+01:00");
    assertThat(silence.until()).isEqualTo("2026-12-01T23:00:00Z");
    assertThat(silence.comment()).contains("the server moves");
    RoutingConfig.Maintenance window = config.maintenance().getFirst();
    assertThat(window.match()).isEqualTo(Map.of("incidents.id", List.of("EX*")));
    assertThat(window.days()).contains(List.of("sun", "mon"));
    assertThat(window.from()).isEqualTo("02:00");
    assertThat(window.to()).isEqualTo("04:30");
    assertThat(window.timeZone()).isEqualTo("Europe/Berlin");
    assertThat(window.comment()).contains("updates");
    RoutingConfig.QuietHours quiet = channel("team").quiet().getFirst();
    assertThat(quiet.severity()).contains(List.of("info", "warning"));
    assertThat(quiet.days()).contains(List.of("mon", "tue"));
    assertThat(quiet.from()).isEqualTo("22:00");
    assertThat(quiet.to()).isEqualTo("07:00");
    assertThat(quiet.timeZone()).isEqualTo("Europe/Berlin");
    assertThat(channel("mail").quiet()).isEmpty();
  }

  @Test
  void settingsOfTheServices() {
    assertThat(config.probe().retries()).isEqualTo(3);
    assertThat(config.probe().retryDelay()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.probe().retryBudget().mailbox()).isEqualTo(10);
    assertThat(config.probe().retryBudget().tenantPercent()).isEqualTo(40);
    assertThat(config.probe().retryBudget().overallPercent()).isEqualTo(30);
    assertThat(config.probe().retryBudget().always()).isEqualTo(90);
    assertThat(config.probe().tokenInterval()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.probe().leastPause()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.probe().buffer()).isEqualTo(50_000);
    assertThat(config.probe().sessionTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.classifier().blindAfter()).isEqualTo(Duration.ofMinutes(20));
    assertThat(config.classifier().quietFor()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.classifier().reopenWithin()).isEqualTo(Duration.ofHours(3));
    assertThat(config.notifier().timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.notifier().firstPause()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.notifier().longestPause()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.notifier().fallbackAfter()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.notifier().webhookAddress()).isEqualTo("0.0.0.0:9084");
    assertThat(config.notifier().channelAlertAfter()).isEqualTo(Duration.ofMinutes(20));
    HeartbeatConfig heartbeat = config.notifier().heartbeat();
    assertThat(heartbeat.url())
        .contains(new Secret("https://hooks.example.org/" + Fixtures.SECRET));
    assertThat(heartbeat.interval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(heartbeat.staleAfter()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void theFrameworksOwnKeysArePassedOn() {
    assertThat(file.values())
        .containsEntry("quarkus.log.category.\"io.mailbuoy\".level", "INFO")
        .containsEntry("kafka.security.protocol", "SASL_SSL");
  }

  @Test
  void everyKeyOfTheShapeStandsInTheFile() {
    List<String> given = file.values().keySet().stream().map(Keys::pattern).distinct().toList();
    assertThat(given).containsAll(Keys.ofShape().stream().map(Keys.Key::path).toList());
  }

  private static MailbuoyConfig.Tenant tenant(String name) {
    return Objects.requireNonNull(config.tenants().get(name));
  }

  private static ChannelConfig channel(String name) {
    return Objects.requireNonNull(config.channels().get(name));
  }
}
