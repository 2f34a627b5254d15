package io.mailbuoy.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A service as a process of its own, started as a container starts it.
final class ServiceProcess implements AutoCloseable {
  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private ServiceProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::read);
  }

  /// @param module the service's folder
  /// @param heap the bound of its heap, as `-Xmx` takes it
  /// @param options of the JVM
  static ServiceProcess start(
      String module, String heap, Path config, String broker, String... options) {
    return start(module, heap, config, broker, Map.of(), options);
  }

  /// @param more what it finds in its environment beside that
  static ServiceProcess start(
      String module,
      String heap,
      Path config,
      String broker,
      Map<String, String> more,
      String... options) {
    Path jar = MailbuoyProcess.root().resolve(module + "/target/quarkus-app/quarkus-run.jar");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of(options));
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.environment().put("MAILBUOY_CONFIG", config.toString());
    builder.environment().put("MAILBUOY_KAFKA_BOOTSTRAP_SERVERS", broker);
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
    builder.environment().putAll(more);
    try {
      return new ServiceProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What it has printed, on both streams.
  List<String> lines() {
    return lines;
  }

  String output() {
    return String.join("\n", lines);
  }

  /// Ends as a crash does.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Asks it to end, and waits until it has.
  void stop() {
    process.destroy();
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
