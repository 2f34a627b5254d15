package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the README shows is what there is.
class ReadmeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern COMMAND = Pattern.compile("\\./mailbuoy ([a-z]+)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @TempDir Path folder;

  @Test
  void its_configuration_is_fine() throws IOException {
    Path secret = Files.writeString(folder.resolve("relay"), "a-relay-password\n");
    Path file = folder.resolve("mailbuoy.yaml");
    Files.writeString(
        file, only(YAML.matcher(readme())).replace("/run/secrets/relay", secret.toString()));
    Map<String, String> secrets =
        Map.of(
            "CONTOSO_SECRET", "a-secret",
            "PD_KEY", "0123456789abcdef0123456789abcdef",
            "TEAMS_URL", "https://example.org/workflows/1?sig=2");

    try (MailbuoyProcess check =
        MailbuoyProcess.run(folder, secrets, List.of("config", "check", "-c", file.toString()))) {
      assertThat(check.awaitExit(PATIENCE)).as(check.output()).isZero();
      assertThat(check.output()).doesNotContain("warning");
    }
  }

  @Test
  void its_commands_exist() throws IOException {
    Set<String> commands = new TreeSet<>();
    COMMAND.matcher(readme()).results().forEach(found -> commands.add(found.group(1)));
    commands.remove("test"); // the launcher's own
    assertThat(commands).contains("demo", "up", "check", "replay", "config");
    for (String command : commands) {
      try (MailbuoyProcess help =
          MailbuoyProcess.run(folder, Map.of(), List.of(command, "--help"))) {
        assertThat(help.awaitExit(PATIENCE)).as(command + ": " + help.output()).isZero();
        assertThat(help.output()).contains("mailbuoy " + command);
      }
    }
  }

  @Test
  void its_links_lead_somewhere() throws IOException {
    List<String> links =
        LINK.matcher(readme()).results().map(found -> found.group(1)).distinct().toList();
    assertThat(links).isNotEmpty();
    assertThat(links).allSatisfy(link -> assertThat(MailbuoyProcess.root().resolve(link)).exists());
  }

  private static String readme() throws IOException {
    return Files.readString(MailbuoyProcess.root().resolve("README.md"));
  }

  private static String only(Matcher matcher) {
    List<String> found = matcher.results().map(result -> result.group(1)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
