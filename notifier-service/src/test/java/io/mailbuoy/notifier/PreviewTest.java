package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PreviewTest {
  private static MailbuoyConfig config() {
    ConfigFile file =
        ConfigFile.parse(
            "mailbuoy.yaml",
            """
            mailbuoy:
              channels:
                team: {type: teams, url: "https://example.org/hook?sig=top-secret", depends-on: exchange-online}
                lab: {type: teams, url: "https://example.org/lab?sig=top-secret",
                      quiet: [{severity: warning, from: "22:00", to: "07:00", time-zone: Europe/Berlin}]}
                boss: {type: pagerduty, routing-key: "k3y-of-the-boss"}
                oncall: {type: pagerduty, routing-key: "k3y-of-the-service"}
                mail: {type: email, smtp: "smtps://relay.example.org:465", user: u,
                       password: "passw0rd-x", from: mailbuoy@example.org, to: [ops@example.org]}
              routes:
                - match: {severity: [critical]}
                  channels: [lab]
                  routes:
                    - {match: {tenant: fabrikam}}
                    - {match: {verdict.cause: "!throttled"}, channels: [oncall, team], fallback: [mail],
                       escalate: [{after: 15m, channels: boss}]}
                - {match: {severity: warning}, channels: [lab]}
              silences:
                - {match: {service: own-mail}, from: "2026-01-01T00:00:00Z", until: "2026-01-03T00:00:00Z"}
            """,
            name -> null);
    assertThat(file.report().faults()).isEmpty();
    return file.typed();
  }

  @Test
  void everyChannelShowsItsFormWithoutItsSecrets() {
    Map<String, String> texts = Preview.render(config(), alert().make());
    assertThat(texts).containsOnlyKeys("team", "oncall", "mail", "lab", "boss");
    assertThat(texts.get("team")).contains("AdaptiveCard");
    assertThat(texts.get("oncall")).contains("\"event_action\":\"trigger\"");
    assertThat(texts.get("mail")).startsWith("Subject: [Mailbuoy] ");
    assertThat(texts.values())
        .allSatisfy(text ->
            assertThat(text)
                .contains(alert().make().title())
                .doesNotContain("top-secret", "k3y-of-the-service", "passw0rd-x"));
  }

  private static List<String> outlook(Alert alert, Instant at) {
    return Preview.forecast(config(), alert, at).channels().stream()
        .map(each -> each.channel() + " " + each.verdict() + ": " + each.why())
        .toList();
  }

  @Test
  void everyChannelHasItsOutlook() {
    assertThat(outlook(alert().make(), ONSET))
        .containsExactly(
            "mail NOW: told here as well because channel 'team' depends on what is broken",
            "oncall NOW: a new alert",
            "team NOW: a new alert",
            "boss ESCALATION: where nobody has acknowledged it within 15 min",
            "lab NEVER: no route leads here");
  }

  @Test
  void aFallbackIsShownAsOne() {
    Alert own = alert().verdict(FaultDomain.CUSTOMER, Cause.CREDENTIAL_REJECTED).make();
    assertThat(outlook(own, ONSET))
        .contains("mail FALLBACK: where one of oncall, team cannot be told");
  }

  @Test
  void quietHoursAreThoseOfTheMoment() {
    Alert warning = alert().severity(Severity.WARNING).make();
    assertThat(outlook(warning, Instant.parse("2026-01-02T05:59:00Z")))
        .contains("lab LATER: the channel has its quiet hours");
    assertThat(outlook(warning, Instant.parse("2026-01-02T06:00:00Z")))
        .contains("lab NOW: a new alert");
  }

  @Test
  void whatIsSilencedIsShownAsThat() {
    assertThat(outlook(alert().service("own-mail").make(), ONSET))
        .contains("oncall SILENCED: a silence or maintenance window covers it");
  }

  @Test
  void anInformationIsShownToWaitForTheDigestAndInItsForm() {
    ConfigFile file =
        ConfigFile.parse(
            "mailbuoy.yaml",
            """
            mailbuoy:
              channels:
                team: {type: teams, url: "https://example.org/hook", digest: 90m}
                bus: {type: webhook, url: "https://example.org/bus"}
              routes:
                - {channels: [team, bus]}
            """,
            name -> null);
    assertThat(file.report().faults()).isEmpty();
    Alert info = alert().severity(Severity.INFO).make();
    assertThat(Preview.forecast(file.typed(), info, info.occurredAt()).channels())
        .extracting(
            each -> each.channel() + " " + each.verdict() + ": " + each.why() + ", " + each.at())
        .containsExactly(
            "bus NOW: a new alert, null",
            "team LATER: a new alert; waits for the channel's digest, every 1 h 30 min,"
                + " 2026-01-02T01:30:00Z");
    assertThat(
            Preview.forecast(file.typed(), info, Instant.parse("2026-01-02T01:30:00Z")).channels())
        .extracting(each -> each.verdict() + ": " + each.why())
        .contains("NOW: a new alert; in the channel's digest, every 1 h 30 min");
    Map<String, String> texts = Preview.render(file.typed(), info);
    assertThat(texts.get("team")).contains("Digest: 1 alert of severity info");
    assertThat(texts.get("bus")).contains("mailbuoy.alert.v1");
    assertThat(Preview.render(file.typed(), alert().make()).get("team")).doesNotContain("Digest:");
  }

  @Test
  void aChannelThatWaitsForMoreSaysSo() {
    ConfigFile file =
        ConfigFile.parse(
            "mailbuoy.yaml",
            """
            mailbuoy:
              channels:
                team: {type: teams, url: "https://example.org/hook", group-wait: 90s, group-by: [tenant]}
              routes:
                - {channels: [team]}
            """,
            name -> null);
    assertThat(file.report().faults()).isEmpty();
    Alert open = alert().make();
    assertThat(Preview.forecast(file.typed(), open, open.detectedAt()).channels())
        .extracting(each -> each.verdict() + ": " + each.why() + ", " + each.at())
        .containsExactly(
            "LATER: a new alert; the channel waits for more, for 1 min, 2026-01-02T00:07:30Z");
    assertThat(
            Preview.forecast(file.typed(), open, Instant.parse("2026-01-02T00:07:30Z")).channels())
        .extracting(each -> each.verdict() + ": " + each.why())
        .containsExactly("NOW: a new alert; with all that waits there");
    assertThat(Preview.render(file.typed(), open).get("team")).contains("Evidence");
  }

  @Test
  void theWayThroughTheTreeIsShown() {
    assertThat(Preview.forecast(config(), alert().make(), ONSET).routes())
        .extracting(step -> step.path() + " " + step.fit())
        .containsExactly(
            "routes[0] LEADS_ON", "routes[0].routes[0] NO", "routes[0].routes[1] DECIDES");
  }

  @Test
  void whatIsBrokenIsNamed() {
    assertThat(Preview.forecast(config(), alert().make(), ONSET).broken())
        .containsExactly("exchange-online");
  }
}
