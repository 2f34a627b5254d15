package io.mailbuoy.notifier;

import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
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
                team: {type: teams, url: "https://example.org/hook?sig=top-secret"}
                oncall: {type: pagerduty, routing-key: "k3y-of-the-service"}
                mail: {type: email, smtp: "smtps://relay.example.org:465", user: u,
                       password: "passw0rd-x", from: mailbuoy@example.org, to: [ops@example.org]}
              routes:
                - {match: {severity: [critical]}, channels: [oncall, team]}
            """,
            name -> null);
    assertThat(file.report().faults()).isEmpty();
    return file.typed();
  }

  @Test
  void everyChannelShowsItsFormWithoutItsSecrets() {
    Map<String, String> texts = Preview.render(config(), alert().make());
    assertThat(texts).containsOnlyKeys("team", "oncall", "mail");
    assertThat(texts.get("team")).contains("AdaptiveCard");
    assertThat(texts.get("oncall")).contains("\"event_action\":\"trigger\"");
    assertThat(texts.get("mail")).startsWith("Subject: [Mailbuoy] ");
    assertThat(texts.values())
        .allSatisfy(text ->
            assertThat(text)
                .contains(alert().make().title())
                .doesNotContain("top-secret", "k3y-of-the-service", "passw0rd-x"));
  }

  @Test
  void theRouteIsShown() {
    assertThat(Preview.routed(config(), alert().make())).containsExactly("oncall", "team");
  }
}
