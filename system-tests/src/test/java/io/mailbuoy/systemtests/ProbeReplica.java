package io.mailbuoy.systemtests;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A replica of the probe service.
final class ProbeReplica implements AutoCloseable {
  private static final Pattern OWNS =
      Pattern.compile("this replica probes partitions \\[([\\d, ]*)] of the targets");

  private final ServiceProcess process;

  private ProbeReplica(ServiceProcess process) {
    this.process = process;
  }

  static ProbeReplica start(Path config, String broker) {
    return new ProbeReplica(ServiceProcess.start("probe-service", "96m", config, broker));
  }

  /// The partitions that it said last it owns.
  Set<Integer> partitions() {
    return process.lines().stream()
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
    return process.lines().stream().anyMatch(line -> line.contains(text));
  }

  void kill() {
    process.kill();
  }

  void freeze() {
    process.freeze();
  }

  void thaw() {
    process.thaw();
  }

  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
