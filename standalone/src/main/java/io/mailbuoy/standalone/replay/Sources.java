package io.mailbuoy.standalone.replay;

import io.mailbuoy.classifier.stream.Reader;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.standalone.terminal.UnusableInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of a replay, opened.
final class Sources implements AutoCloseable {
  private static final Path STANDARD_INPUT = Path.of("-");
  private static final int BUFFER = 1 << 20;

  private final List<Lines<?>> lines = new ArrayList<>();

  private Sources() {}

  static boolean standardInput(Path path) {
    return path.equals(STANDARD_INPUT);
  }

  /// @throws UnusableInputException where a file cannot be opened
  static Sources open(Path results, @Nullable Path incidents, @Nullable Path changes) {
    Sources sources = new Sources();
    if (changes != null) {
      sources.lines.add(
          new Lines<>(
              name(changes),
              stream("--changes", changes),
              Entry.Source.CHANGES,
              Reader.CHANGES,
              ChangeEvent::at));
    }
    if (incidents != null) {
      sources.lines.add(
          new Lines<>(
              name(incidents),
              stream("--incidents", incidents),
              Entry.Source.INCIDENTS,
              Reader.SERVICE_INCIDENTS,
              ServiceIncident::observedAt));
    }
    sources.lines.add(
        new Lines<>(
            name(results),
            stream("--results", results),
            Entry.Source.RESULTS,
            Reader.PROBE_RESULTS,
            ProbeResult::startedAt));
    return sources;
  }

  List<Lines<?>> lines() {
    return lines;
  }

  private static String name(Path path) {
    return standardInput(path) ? "standard input" : path.toString();
  }

  private static InputStream stream(String option, Path path) {
    if (standardInput(path)) {
      return new BufferedInputStream(System.in, BUFFER);
    }
    if (Files.isDirectory(path)) {
      throw new UnusableInputException(
          option + " names " + path + ", and that is a folder; name a file of one event per line");
    }
    try {
      return new BufferedInputStream(Files.newInputStream(path), BUFFER);
    } catch (IOException e) {
      throw new UnusableInputException(
          option
              + " names "
              + path
              + ", and there is no such file that can be read; correct the name, or give - for"
              + " standard input");
    }
  }

  @Override
  public void close() throws IOException {
    for (Lines<?> file : lines) {
      file.close();
    }
  }
}
