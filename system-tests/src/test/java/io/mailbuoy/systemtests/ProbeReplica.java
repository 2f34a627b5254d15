package io.mailbuoy.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The probe service as a process of its own, started as a container starts it.
final class ProbeReplica implements AutoCloseable {
  private static final Pattern OWNS =
      Pattern.compile("this replica probes partitions \\[([\\d, ]*)] of the targets");

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private ProbeReplica(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  static ProbeReplica start(Path config, String broker) {
    Path jar = MailbuoyProcess.root().resolve("probe-service/target/quarkus-app/quarkus-run.jar");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-jar",
            jar.toString());
    builder.redirectErrorStream(true);
    builder.environment().put("MAILBUOY_CONFIG", config.toString());
    builder.environment().put("MAILBUOY_KAFKA_BOOTSTRAP_SERVERS", broker);
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
    try {
      return new ProbeReplica(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The partitions that it said last it owns.
  Set<Integer> partitions() {
    return lines.stream()
        .map(OWNS::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .reduce((before, after) -> after)
        .map(list ->
            Arrays.stream(list.split(", *"))
                .filter(number -> !number.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  /// Whether it has said something.
  boolean hasSaid(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  /// Ends as a crash does.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Stops it where it is, without its knowledge.
  void freeze() {
    signal("STOP");
  }

  /// Lets it go on.
  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String output() {
    return String.join("\n", lines);
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("(the output ended: " + e.getMessage() + ")");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
