package io.mailbuoy.benchmarks.throughput;

import io.mailbuoy.benchmarks.fleet.Bench;
import io.mailbuoy.benchmarks.fleet.Report;
import java.time.Duration;
import java.time.Instant;

/// Runs the real topology over many targets, ends it as a crash does, and starts it afresh: how
/// long until the next results are classified?
final class RestorePart {
  private static final int TENANTS = 16;
  private static final double LIMIT_SECONDS = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private RestorePart() {}

  static void run(Bench bench, Report report, int targets, int depth) throws Exception {
    String application = ThroughputBenchmark.application();
    Load load = new Load(TENANTS, targets, Instant.now().minus(Duration.ofDays(1)));
    report.say(
        "restore: %,d targets of %d tenants, each with its last %d results"
            .formatted(targets, TENANTS, depth));
    try (Stage stage = Stage.set(bench, "restore")) {
      long all = (long) targets * depth;
      stage.fill(load, 0, all);
      long written = System.nanoTime();
      try (Child first = stage.topology("classifier", application, "1500m")) {
        stage.progress().await(application, all, PATIENCE);
        report.figure(
            "the state was written in", "%.0f s".formatted((System.nanoTime() - written) / 1e9));
        first.kill();
      }
      String changelog = application + "-tenants-changelog";
      report.figure(
          "changelog",
          "%,d records, %.0f MiB"
              .formatted(
                  stage.progress().end(changelog), stage.progress().bytes(changelog) / 1048576.0));
      stage.fill(load, all, all + 1_000);
      try (Child second = stage.topology("classifier", application, "1500m")) {
        String[] running = second.next(Duration.ofMinutes(5)).split(" ");
        while (running[1].equals("0")) { // it runs without partitions until it is given some
          running = second.next(Duration.ofMinutes(5)).split(" ");
        }
        long restored = System.nanoTime();
        stage.progress().await(application, all + 1_000, PATIENCE);
        double more = (System.nanoTime() - restored) / 1e9;
        double seconds = Long.parseLong(running[2]) / 1000.0;
        report.figure(
            "running again after",
            "%.1f s, with the session's time-out of the one that was killed"
                .formatted(Long.parseLong(running[0]) / 1000.0));
        report.figure(
            "restored", "%,d records in %.1f s".formatted(Long.parseLong(running[1]), seconds));
        report.figure("until 1,000 waiting results were classified", "%.1f s more".formatted(more));
        report.atMost("restored and classifying", seconds + more, LIMIT_SECONDS, "s");
      }
    }
  }
}
