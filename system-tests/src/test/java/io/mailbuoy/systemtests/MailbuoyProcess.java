package io.mailbuoy.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// `./mailbuoy` as a process of its own, started as a user starts it.
final class MailbuoyProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private MailbuoyProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  static MailbuoyProcess run(Path folder, Map<String, String> environment, List<String> arguments) {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(root().resolve("mailbuoy").toString());
    builder.command().addAll(arguments);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    try {
      return new MailbuoyProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path root() {
    return Path.of(System.getProperty("mailbuoy.root"));
  }

  /// Everything that it has printed, on both streams.
  List<String> lines() {
    return lines;
  }

  String output() {
    return String.join("\n", lines);
  }

  void awaitLine(String line) {
    try {
      Awaitility.await().atMost(PATIENCE).until(() -> lines.contains(line) || !process.isAlive());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("it does not say '" + line + "':\n" + output(), e);
    }
    if (!lines.contains(line)) {
      throw new AssertionError("it ended without '" + line + "':\n" + output());
    }
  }

  /// Waits for its end.
  ///
  /// @return the exit code
  int awaitExit(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("it still runs after " + patience + ":\n" + output());
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The one running process whose command line names a module.
  ProcessHandle service(String module) {
    return Awaitility.await("a process of " + module)
        .atMost(PATIENCE)
        .until(
            () ->
                process
                    .descendants()
                    .filter(handle -> handle.info().commandLine().orElse("").contains(module))
                    .toList(),
            handles -> handles.size() == 1)
        .getFirst();
  }

  /// Ends a service as a crash does.
  void kill(String module) {
    ProcessHandle service = service(module);
    service.destroyForcibly();
    service.onExit().join();
  }

  /// Asks it to end as Ctrl-C does.
  ///
  /// @return the exit code
  int stop() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    int code = awaitExit(Duration.ofSeconds(30));
    Awaitility.await("no child is left behind")
        .atMost(Duration.ofSeconds(10))
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    return code;
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      output.lines().forEach(lines::add);
    } catch (IOException e) {
      lines.add("(the output could not be read: " + e + ")");
    } catch (UncheckedIOException e) {
      lines.add("(the output ended: " + e.getMessage() + ")");
    }
  }
}
