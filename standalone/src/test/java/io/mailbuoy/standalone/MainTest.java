package io.mailbuoy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  private static final String FAULTY =
      """
      mailbuoy:
        targets:
          - {id: a, service: web, url: "https://example.org/", intervall: 5s}
          - {id: a, service: web, url: "gopher://example.org/"}
      """;
  private static final String FINE =
      """
      mailbuoy:
        targets:
          - {id: a, service: web, url: "https://example.org/"}
          - {id: b, service: web, url: "https://example.com/"}
        channels:
          mail: {type: email, smtp: "smtps://relay.example.org", from: a@example.org, to: [b@example.org]}
        routes:
          - {match: {}, channels: [mail]}
      """;

  @TempDir Path folder;

  @Test
  void help_shows_the_commands_and_how_to_begin() {
    Said help = Said.by("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("up ").contains("config ").contains("./mailbuoy demo");
    assertThat(help.err()).isEmpty();
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void an_unknown_command_is_answered_with_the_one_that_was_meant() {
    Said typo = Said.by("confg");

    assertThat(typo.exitCode()).isEqualTo(2);
    assertThat(typo.err()).contains("'confg'").contains("mailbuoy config");
  }

  @Test
  void no_command_is_unusable() {
    assertThat(Said.by().exitCode()).isEqualTo(2);
    assertThat(Said.by("config").exitCode()).isEqualTo(2);
  }

  @Test
  void an_unknown_option_is_unusable_and_named() {
    Said typo = Said.by("up", "--date", "x");

    assertThat(typo.exitCode()).isEqualTo(2);
    assertThat(typo.err()).contains("--date");
  }

  @Test
  void config_check_counts_what_is_in_a_good_file() throws IOException {
    Path file = write(FINE);

    Said said = Said.by("config", "check", "-c", file.toString());

    assertThat(said.exitCode()).isZero();
    assertThat(said.out())
        .isEqualToIgnoringNewLines(file + " is fine: 2 targets, 1 channel, 1 route");
  }

  @Test
  void config_check_names_every_fault_with_file_line_key_and_reason() throws IOException {
    Path file = write(FAULTY);

    Said said = Said.by("config", "check", "-c", file.toString());

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.out())
        .contains(file + ":3: mailbuoy.targets[0].intervall: ")
        .contains(file + ":4: mailbuoy.targets[1].url: ")
        .contains(file + ":4: mailbuoy.targets[1].id: ")
        .doesNotContain("is fine");
  }

  @Test
  void a_file_that_does_not_exist_is_unusable() {
    String missing = folder.resolve("missing.yaml").toString();

    for (Said said :
        new Said[] {Said.by("config", "check", "-c", missing), Said.by("up", "-c", missing)}) {
      assertThat(said.exitCode()).isEqualTo(2);
      assertThat(said.err()).contains(missing).contains("no such file");
    }
  }

  @Test
  void up_does_not_start_with_a_faulty_file_and_leaves_nothing_behind() throws IOException {
    Path file = write(FAULTY);
    Path data = folder.resolve("data");

    Said said = Said.by("up", "-c", file.toString(), "--data", data.toString());

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .contains("mailbuoy.targets[0].intervall")
        .contains("mailbuoy.targets[1].url")
        .contains("config check");
    assertThat(said.out()).doesNotContain("mailbuoy is up");
    assertThat(data).doesNotExist();
  }

  @Test
  void a_template_that_fails_is_found_with_file_and_line() throws IOException {
    Path template = Files.writeString(folder.resolve("mail.txt"), "{headline}\n{alert.titel}\n");
    Path file =
        write(
            """
            mailbuoy:
              channels:
                mail: {type: email, smtp: "smtps://relay.example.org", from: a@example.org, to: b@example.org,
                       templates: {text: "%s"}}
              routes:
                - {channels: mail}
            """
                .formatted(template));

    Said said = Said.by("config", "check", "-c", file.toString());

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.out())
        .contains(file + ": mailbuoy.channels.mail.templates: " + template + ":2: ")
        .contains("titel")
        .doesNotContain("is fine");

    Files.writeString(template, "{headline}\n{alert.title}\n");

    assertThat(Said.by("config", "check", "-c", file.toString()).exitCode()).isZero();
  }

  private static final String ALERT =
      """
      {"alertId":"a-1","revision":2,"state":"open","transition":"updated","occurredAt":"2026-01-02T23:30:00Z",
       "tenant":"contoso","service":"exchange-online","protocol":"imap","severity":"critical",
       "title":"IMAP fails","summary":"Mailboxes cannot be read.",
       "verdict":{"faultDomain":"provider","cause":"identity-outage","pattern":"hard","confidence":0.9},
       "impact":{"since":"2026-01-02T23:00:00Z","targetsAffected":3,"targetsTotal":5,"failureRatio":1.0,
                 "locations":["fra1"],"working":[]},
       "detectedAt":"2026-01-02T23:10:00Z","resolvedAt":null}
      """;
  private static final String ROUTES =
      """
      mailbuoy:
        channels:
          team: {type: teams, url: "https://hooks.example.org/s3cret-part", depends-on: entra-id}
          oncall: {type: pagerduty, routing-key: "k3y"}
          mail: {type: email, smtp: "smtps://relay.example.org", from: a@example.org, to: [b@example.org],
                 quiet: [{from: "23:00", to: "01:00"}]}
        routes:
          - {match: {severity: info}, channels: [mail]}
          - {match: {impact.targetsAffected: ">=3"}, channels: [team, mail], fallback: [oncall]}
      """;

  @Test
  void config_routes_shows_whom_an_alert_would_reach_and_why() throws IOException {
    Path file = write(ROUTES);
    Path alert = Files.writeString(folder.resolve("alert.json"), ALERT);

    Said said = Said.by("config", "routes", "--alert", alert.toString(), "-c", file.toString());

    assertThat(said.exitCode()).as(said.err()).isZero();
    assertThat(said.err()).isEmpty();
    assertThat(said.out().lines())
        .anyMatch(line -> line.matches(" +routes\\[0] +does not fit +severity: info"))
        .anyMatch(line -> line.matches(" +routes\\[1] +fits, decides +impact.targetsAffected: >=3"))
        .anyMatch(line -> line.matches(" +team .* told now .*depends on entra-id, which is broken"))
        .anyMatch(line -> line.matches(" +oncall .* told now .*'team' depends on what is broken"))
        .anyMatch(
            line -> line.matches(" +mail .* told later .*quiet hours, until 2026-01-03T01:00:00Z"));
    assertThat(said.out()).doesNotContain("s3cret-part").doesNotContain("k3y");
  }

  @Test
  void config_routes_prints_one_json_object() throws IOException {
    Path file = write(ROUTES);
    Path alert = Files.writeString(folder.resolve("alert.json"), ALERT);

    Said said =
        Said.by(
            "config",
            "routes",
            "--json",
            "--at",
            "2026-01-03T12:00:00Z",
            "--alert",
            alert.toString(),
            "-c",
            file.toString());

    assertThat(said.exitCode()).as(said.err()).isZero();
    JsonNode json = Json.mapper().readTree(said.out());
    assertThat(json.path("broken").toString()).isEqualTo("[\"exchange-online\",\"entra-id\"]");
    assertThat(json.path("channels").findValuesAsText("channel"))
        .containsExactly("mail", "oncall", "team");
    assertThat(json.path("channels").findValuesAsText("verdict"))
        .containsExactly("now", "now", "now");
    assertThat(said.out()).contains("AdaptiveCard").doesNotContain("s3cret-part");
  }

  @Test
  void config_routes_says_what_is_wrong_with_the_alert() throws IOException {
    Path file = write(ROUTES);
    Path alert = Files.writeString(folder.resolve("alert.json"), "{\"alertId\": \"a\"}");

    Said said = Said.by("config", "routes", "--alert", alert.toString(), "-c", file.toString());

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).contains("is no alert").contains("state");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("mailbuoy.yaml"), text);
  }
}
