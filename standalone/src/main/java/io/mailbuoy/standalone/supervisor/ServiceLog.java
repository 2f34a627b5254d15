package io.mailbuoy.standalone.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/// What a service prints, kept in a file of bounded size: when it is full, it becomes `….1` and a
/// new one is begun.
final class ServiceLog implements AutoCloseable {
  private static final long DEFAULT_LIMIT = 10L << 20;
  private static final int TAIL = 20;

  private final Path file;
  private final long limit;
  private final Deque<String> tail = new ArrayDeque<>();
  private Writer writer;
  private long size;

  private ServiceLog(Path file, long limit) throws IOException {
    this.file = file;
    this.limit = limit;
    this.writer = open(file);
    this.size = Files.size(file);
  }

  static ServiceLog open(Path folder, String service) throws IOException {
    return open(folder, service, DEFAULT_LIMIT);
  }

  static ServiceLog open(Path folder, String service, long limit) throws IOException {
    Files.createDirectories(folder);
    return new ServiceLog(folder.resolve(service + ".log"), limit);
  }

  Path file() {
    return file;
  }

  synchronized void write(String line) throws IOException {
    if (size >= limit) {
      writer.close();
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      writer = open(file);
      size = 0;
    }
    writer.write(line + System.lineSeparator());
    writer.flush();
    size += line.length() + 1L;
    tail.addLast(line);
    if (tail.size() > TAIL) {
      tail.removeFirst();
    }
  }

  /// Forgets what an earlier run said last.
  synchronized void begin() {
    tail.clear();
  }

  /// The last lines of this run.
  synchronized String tail() {
    return String.join(System.lineSeparator(), tail);
  }

  @Override
  public synchronized void close() throws IOException {
    writer.close();
  }

  private static Writer open(Path file) throws IOException {
    return Files.newBufferedWriter(
        file, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
