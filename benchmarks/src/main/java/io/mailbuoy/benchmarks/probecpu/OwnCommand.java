package io.mailbuoy.benchmarks.probecpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A command whose last line on standard output is the JSON of `./mailbuoy bench probe`.
///
/// @param command without concurrency and seconds, which come last
record OwnCommand(String name, List<String> command, Map<String, String> environment)
    implements Contender {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Cost measure(int concurrency, Duration time) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                java.util.stream.Stream.concat(
                        command.stream(),
                        java.util.stream.Stream.of(
                            "--concurrency",
                            String.valueOf(concurrency),
                            "--seconds",
                            String.valueOf(time.toSeconds())))
                    .toList())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    int exitCode = process.waitFor();
    if (exitCode != 0 || lines.isEmpty()) {
      throw new IllegalStateException(name + " ended with the exit code " + exitCode);
    }
    JsonNode json = JSON.readTree(lines.getLast());
    long probes = json.path("probes").asLong();
    return new Cost(
            probes,
            json.path("failures").asLong(),
            probes / json.path("perSecond").asDouble(),
            probes * json.path("cpuMillisPerProbe").asDouble())
        .ifWell(name);
  }
}
