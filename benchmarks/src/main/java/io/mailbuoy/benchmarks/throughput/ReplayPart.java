package io.mailbuoy.benchmarks.throughput;

import io.mailbuoy.benchmarks.fleet.Bench;
import io.mailbuoy.benchmarks.fleet.Report;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// `./mailbuoy replay` on files of results: the whole command, with the JVM's start.
final class ReplayPart {
  private static final int LONG = 1_000_000;
  private static final int SHORT = 100_000;
  private static final double LEAST = 50_000;
  private static final int ROUNDS = 3;

  private ReplayPart() {}

  static void run(Bench bench, Report report) throws IOException, InterruptedException {
    report.say("replay: results a second of the whole command, the JVM's start included");
    Load load = new Load(16, 1600, Instant.parse("2026-11-01T00:00:00Z"));
    double best = best(report, write(bench, load, LONG), LONG);
    best(report, write(bench, load, SHORT), SHORT);
    report.atLeast("1,000,000 results", best, LEAST, "results a second");
  }

  private static double best(Report report, Path file, int results)
      throws IOException, InterruptedException {
    double best = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      double rate = results / seconds(file);
      report.figure(
          "%,d results, round %d".formatted(results, round), "%,.0f a second".formatted(rate));
      best = Math.max(best, rate);
    }
    return best;
  }

  private static Path write(Bench bench, Load load, int results) throws IOException {
    Path file = bench.folder().resolve("results-" + results + ".ndjson");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int number = 0; number < results; number++) {
        out.write(load.json(number));
        out.write('\n');
      }
    }
    return file;
  }

  private static double seconds(Path results) throws IOException, InterruptedException {
    ProcessBuilder command =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("mailbuoy.home"), "mailbuoy").toString(),
                "replay",
                "--results",
                results.toString()));
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    command.redirectError(results.resolveSibling("replay.err").toFile());
    long begin = System.nanoTime();
    int code = command.start().waitFor();
    if (code != 0) {
      throw new IllegalStateException(
          "the replay failed: " + Files.readString(results.resolveSibling("replay.err")));
    }
    return (System.nanoTime() - begin) / 1e9;
  }
}
