package io.mailbuoy.contracts.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process starts with exactly what was checked, or not at all.
class StartCheckTest {
  @TempDir Path folder;

  private record Run(int exitCode, String out, String err) {}

  @Test
  void theFrameworkGetsWhatWasChecked() throws Exception {
    Path file = folder.resolve("other.yaml");
    Files.writeString(
        file,
        """
        mailbuoy:
          location: fra1
          targets: [{id: a, service: own-mail, url: "imaps://a.example.org", auth: none}]
          channels: {my-team: {type: teams}}
          routes: [{match: {}, channels: my-team}]
        """);
    Run run =
        start(
            Map.of(
                "MAILBUOY_CONFIG", file.toString(),
                "MAILBUOY_STORY_CLOCK", "of no interest here",
                "MAILBUOY_HOME", folder.toString(),
                "MAILBUOY_PARENT_PID", "1",
                "MAILBUOY_TARGETS_0__INTERVAL", "5s",
                "MAILBUOY_CHANNELS_MY_TEAM_URL", "https://hooks.example.org/a$$b?$c"),
            "-Dmailbuoy.root=/somewhere",
            "-Dmailbuoy.location=ams1");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo("location ams1\na PT5S\nmy-team https://hooks.example.org/a$$b?$c\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aFaultyFileStopsTheStart() throws Exception {
    Files.writeString(folder.resolve("mailbuoy.yaml"), "mailbuoy:\n  locaton: x\n  routs: []\n");
    Run run = start(Map.of());
    assertThat(run.err().lines())
        .containsExactly(
            "warning: mailbuoy.yaml: mailbuoy.targets: is empty, so nothing is probed",
            "warning: mailbuoy.yaml: mailbuoy.routes: is empty, so nobody is told",
            "error: mailbuoy.yaml:2: mailbuoy.locaton: is not a known key; do you mean 'location'?",
            "error: mailbuoy.yaml:3: mailbuoy.routs: is not a known key; do you mean 'routes'?",
            "Mailbuoy does not start: 2 faults in mailbuoy.yaml. './mailbuoy config check' shows"
                + " them again.");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(StartCheck.EXIT_CODE);
  }

  @Test
  void withoutAFileTheEnvironmentIsEnough() throws Exception {
    Run run = start(Map.of("MAILBUOY_LOCATION", "ams1"));
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("location ams1\n");
  }

  private Run start(Map<String, String> environment, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path"))));
    command.addAll(List.of(options));
    command.add(StartedProcess.class.getName());
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MAILBUOY_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the process does not end: " + read(err));
    }
    return new Run(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }
}
