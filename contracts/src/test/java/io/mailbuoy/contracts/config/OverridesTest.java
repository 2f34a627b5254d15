package io.mailbuoy.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What the environment says instead of the file holds for the check and for the typed form alike.
class OverridesTest {
  private static final String FILE =
      """
      mailbuoy:
        location: fra1
        tenants:
          north.wind: {directory-id: d, client-id: c}
        targets:
          - {id: a, service: own-mail, url: "imaps://a.example.org", interval: 60s}
          - {service: own-mail, url: "imaps://b.example.org"}
        channels:
          my-team: {type: teams}
          mail: {type: email, smtp: "smtp://relay.example.org", from: a@example.org, to: [b@example.org, c@example.org]}
        routes:
          - {match: {severity: critical}, channels: [mail]}
      """;

  private static final Map<String, String> ENOUGH =
      Map.of(
          "MAILBUOY_TARGETS_1__ID", "b",
          "MAILBUOY_CHANNELS_MY_TEAM_URL", "https://hooks.example.org/x",
          "MAILBUOY_TENANTS__NORTH_WIND__CLIENT_SECRET", "s3cret");

  @Test
  void variablesAreNamedByTheFrameworksRule() {
    assertThat(Overrides.variableOf("mailbuoy.targets[0].interval"))
        .isEqualTo("MAILBUOY_TARGETS_0__INTERVAL");
    assertThat(Overrides.variableOf("mailbuoy.kafka.bootstrap-servers"))
        .isEqualTo("MAILBUOY_KAFKA_BOOTSTRAP_SERVERS");
    assertThat(Overrides.variableOf("mailbuoy.channels.mail.to[0]"))
        .isEqualTo("MAILBUOY_CHANNELS_MAIL_TO_0_");
    assertThat(Overrides.variableOf("mailbuoy.tenants.\"north.wind\".client-id"))
        .isEqualTo("MAILBUOY_TENANTS__NORTH_WIND__CLIENT_ID");
  }

  @Test
  void withoutThemTheFileIsIncomplete() {
    assertThat(Fixtures.parse(FILE, Map.of()).report().faults())
        .extracting(ConfigFault::key)
        .containsExactly(
            "mailbuoy.tenants.\"north.wind\".client-secret",
            "mailbuoy.targets[1].id",
            "mailbuoy.channels.my-team.url");
  }

  @Test
  void theySupplyWhatTheFileLacks() {
    MailbuoyConfig config = typed(Map.of());
    assertThat(config.targets().get(1).id()).isEqualTo("b");
    assertThat(Objects.requireNonNull(config.channels().get("my-team")).url())
        .contains(new Secret("https://hooks.example.org/x"));
    assertThat(Objects.requireNonNull(config.tenants().get("north.wind")).clientSecret())
        .contains(new Secret("s3cret"));
  }

  @Test
  void theyWinOverTheFile() {
    MailbuoyConfig config =
        typed(
            Map.of(
                "MAILBUOY_LOCATION", "ams1",
                "MAILBUOY_TARGETS_0__INTERVAL", "5s",
                "MAILBUOY_KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
                "MAILBUOY_PROBE_RETRIES", "0"));
    assertThat(config.location()).isEqualTo("ams1");
    assertThat(config.targets().getFirst().interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.kafka().bootstrapServers()).contains("broker:9092");
    assertThat(config.probe().retries()).isZero();
  }

  @Test
  void aListIsReplacedAsAWhole() {
    assertThat(mail(Map.of("MAILBUOY_CHANNELS_MAIL_TO", "x@example.org")))
        .containsExactly("x@example.org");
    assertThat(
            mail(
                Map.of("MAILBUOY_CHANNELS_MAIL_TO", "x@example.org, y@example.org, z@example.org")))
        .containsExactly("x@example.org", "y@example.org", "z@example.org");
  }

  @Test
  void anEntryOfAListIsReplaced() {
    assertThat(mail(Map.of("MAILBUOY_CHANNELS_MAIL_TO_1_", "x@example.org")))
        .containsExactly("b@example.org", "x@example.org");
    assertThat(mail(Map.of("MAILBUOY_CHANNELS_MAIL_TO_2_", "x@example.org")))
        .containsExactly("b@example.org", "c@example.org", "x@example.org");
  }

  @Test
  void anEntryCanComeFromTheEnvironmentAlone() {
    MailbuoyConfig config =
        typed(
            Map.of(
                "MAILBUOY_TARGETS_2__ID", "c",
                "MAILBUOY_TARGETS_2__SERVICE", "own-mail",
                "MAILBUOY_TARGETS_2__URL", "imaps://c.example.org",
                "MAILBUOY_CHANNELS_ONCALL_TYPE", "pagerduty",
                "MAILBUOY_CHANNELS_ONCALL_ROUTING_KEY", "key",
                "MAILBUOY_ROUTES_0__CHANNELS", "oncall,mail"));
    assertThat(config.targets()).hasSize(3);
    assertThat(config.targets().get(2).id()).isEqualTo("c");
    assertThat(config.channels()).containsOnlyKeys("my-team", "mail", "oncall");
    assertThat(config.routes().getFirst().channels()).containsExactly("oncall", "mail");
  }

  @Test
  void everythingCanComeFromTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "MAILBUOY_TARGETS_0__ID", "a",
            "MAILBUOY_TARGETS_0__SERVICE", "own-mail",
            "MAILBUOY_TARGETS_0__URL", "imaps://a.example.org",
            "MAILBUOY_TARGETS_0__TLS_MODE", "implicit");
    ConfigFile file = Fixtures.parse("mailbuoy:", environment);
    assertThat(file.report().faults()).isEmpty();
    assertThat(file.typed().targets().getFirst().tls().mode()).contains("implicit");
  }

  @Test
  void whatOnlyTheEnvironmentHasIsCheckedToo() {
    assertThat(faults(Map.of("MAILBUOY_TARGETS_2__ID", "c")))
        .containsExactly(
            "mailbuoy.targets[2].service: is missing", "mailbuoy.targets[2].url: is missing");
  }

  @Test
  void mistakesNameTheVariableAndNotItsValue() {
    assertThat(faults(Map.of("MAILBUOY_TARGETS_0__INTERVAL", "soon")))
        .containsExactly(
            "mailbuoy.targets[0].interval: the environment variable MAILBUOY_TARGETS_0__INTERVAL is"
                + " not a duration; write for example 30s or 5m");
  }

  @Test
  void anEmptyVariableIsNone() {
    assertThat(typed(Map.of("MAILBUOY_LOCATION", "")).location()).isEqualTo("fra1");
  }

  @Test
  void otherVariablesOfMailbuoyAreNoKeys() {
    MailbuoyConfig config =
        typed(
            Map.of(
                "MAILBUOY_CONFIG", "/etc/mailbuoy.yaml",
                "MAILBUOY_STORY_CLOCK", "x",
                "MAILBUOY_HOME", "/opt/mailbuoy",
                "MAILBUOY_PARENT_PID", "1"));
    assertThat(config.location()).isEqualTo("fra1");
    assertThat(config.channels()).containsOnlyKeys("my-team", "mail");
  }

  private static List<String> mail(Map<String, String> more) {
    return Objects.requireNonNull(typed(more).channels().get("mail")).to().orElseThrow();
  }

  private static MailbuoyConfig typed(Map<String, String> more) {
    ConfigFile file = Fixtures.parse(FILE, with(more));
    assertThat(file.report().faults()).isEmpty();
    return file.typed();
  }

  private static List<String> faults(Map<String, String> more) {
    return Fixtures.parse(FILE, with(more)).report().faults().stream()
        .map(fault -> fault.key() + ": " + fault.reason())
        .toList();
  }

  private static Map<String, String> with(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(ENOUGH);
    environment.putAll(more);
    return environment;
  }
}
