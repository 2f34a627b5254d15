package io.mailbuoy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example in docs/reference/routing.md is what the command prints for the routes that the
/// document shows.
class RoutingExampleTest {
  private static final Path DOCUMENT = Path.of("../docs/reference/routing.md");
  private static final String COMMAND = "$ ./mailbuoy config routes --alert alert.json\n";
  private static final Pattern EXAMPLE =
      Pattern.compile("```\n" + Pattern.quote(COMMAND) + "(.*?)```", Pattern.DOTALL);
  private static final Pattern ROUTES = Pattern.compile("```yaml\n(routes:.*?)```", Pattern.DOTALL);

  private static final String CHANNELS =
      """
      mailbuoy:
        channels:
          oncall: {type: pagerduty, routing-key: k}
          team: {type: teams, url: "https://hooks.example.org/t", depends-on: entra-id, group-wait: 30s}
          mail: {type: email, smtp: "smtps://relay.example.org", from: a@example.org, to: b@example.org,
                 quiet: [{from: "22:00", to: "06:00"}]}
          sms: {type: email, smtp: "smtps://sms.example.org", from: a@example.org, to: b@example.org}
          boss: {type: pagerduty, routing-key: k}
          statuspage: {type: webhook, url: "https://status.example.org/hook"}
      """;

  private static final String ALERT =
      """
      {"alertId":"contoso-imap-7","revision":2,"state":"open","transition":"confirmed","occurredAt":"2026-01-02T23:30:00Z",
       "tenant":"contoso","service":"exchange-online","protocol":"imap","severity":"critical",
       "title":"IMAP fails","summary":"Mailboxes cannot be read.",
       "verdict":{"faultDomain":"provider","cause":"identity-outage","pattern":"hard","confidence":0.9},
       "impact":{"since":"2026-01-02T23:00:00Z","targetsAffected":3,"targetsTotal":5,"failureRatio":1.0,
                 "locations":["fra1"],"working":[]},
       "detectedAt":"2026-01-02T23:29:45Z","resolvedAt":null}
      """;

  @TempDir Path folder;

  @Test
  void the_document_shows_what_the_command_prints() throws IOException {
    String document = Files.readString(DOCUMENT);
    Matcher routes = ROUTES.matcher(document);
    assertThat(routes.find()).as("routes in %s", DOCUMENT).isTrue();
    Path config =
        Files.writeString(folder.resolve("mailbuoy.yaml"), CHANNELS + routes.group(1).indent(2));
    Path alert = Files.writeString(folder.resolve("alert.json"), ALERT);

    Said said = Said.by("config", "routes", "--alert", alert.toString(), "-c", config.toString());

    assertThat(said.exitCode()).as(said.err()).isZero();
    Matcher example = EXAMPLE.matcher(document);
    assertThat(example.find()).as("example in %s", DOCUMENT).isTrue();
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(
          DOCUMENT,
          document.substring(0, example.start(1))
              + said.out()
              + document.substring(example.end(1)));
    } else {
      assertThat(example.group(1))
          .as(
              "write it anew with ./mvnw -pl standalone test -Dtest=RoutingExampleTest -Ddocs.write=true")
          .isEqualTo(said.out());
    }
  }
}
