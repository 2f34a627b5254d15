package io.mailbuoy.benchmarks.fleet;

import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// Ten thousand mailboxes once a minute, by one replica of the probe service: is every probe begun
/// in time? With a real Dovecot, a real broker, TLS with verification, and login.
public final class FleetBenchmark {
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String LATENESS = "mailbuoy_probe_lateness_seconds";

  private FleetBenchmark() {}

  /// @param args how many mailboxes, and how many seconds to measure
  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] args) throws Exception {
    int mailboxes = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    Duration time = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 150);
    Report report = new Report(System.out);
    try (Bench bench = new Bench()) {
      run(bench, report, mailboxes, time);
    }
    System.exit(report.passed() ? 0 : 1);
  }

  private static void run(Bench bench, Report report, int mailboxes, Duration time)
      throws IOException, InterruptedException {
    report.say("fleet: %d mailboxes every %d s".formatted(mailboxes, INTERVAL.toSeconds()));
    report.say(Machine.describe());
    TestCertificates certificates = bench.keep(TestCertificates.create());
    List<String> users = IntStream.range(0, mailboxes).mapToObj(i -> "user" + i).toList();
    DovecotServer server =
        bench.keep(
            DovecotServer.startForMany(
                Files.createDirectory(bench.folder().resolve("dovecot")), certificates, List.of()));
    EmbeddedBroker broker = bench.broker();
    Results results = bench.keep(Results.of(broker.bootstrapServers()));
    Instant start = Instant.now();
    ServiceProcess probes =
        bench.probes(
            broker,
            new Configuration()
                .mailboxes(
                    "", users, server.url().toString(), certificates.caPem(), INTERVAL, TIMEOUT));
    Bench.await(
        "every mailbox is probed once",
        Duration.ofMinutes(4),
        () -> probes.metrics().sum("mailbuoy_probe_results_total") >= mailboxes);
    Bench.rest(INTERVAL); // until each has taken its turn

    Metrics before = probes.metrics();
    Duration cpuBefore = probes.processorTime();
    Instant from = Instant.now();
    Bench.rest(time);
    Metrics measured = probes.metrics().since(before);
    Duration cpu = probes.processorTime().minus(cpuBefore);
    Instant to = Instant.now();
    Bench.rest(Duration.ofSeconds(3)); // the last results are on their way

    double rate = mailboxes / (double) INTERVAL.toSeconds();
    double count = measured.sum("mailbuoy_probe_results_total");
    double failures = measured.sum("mailbuoy_probe_results_total", "outcome=\"failure\"");
    report.figure("load of the machine, everything included", Machine.load());
    report.figure("measured for", time.toSeconds() + " s");
    report.atLeast("probes per second", count / time.toSeconds(), rate * 0.98, "of " + rate);
    report.atMost("failures", failures, count * 0.001, "of " + Math.round(count));
    report.atMost("lateness, p99", measured.quantile(LATENESS, 0.99), 1, "s");
    report.figure("lateness, p50", "at most " + measured.quantile(LATENESS, 0.5) + " s");
    report.figure("lateness, p99.9", "at most " + measured.quantile(LATENESS, 0.999) + " s");
    report.atMost(
        "most begun in a second, steady",
        (double) Results.busiestSecond(results.between(from, to, _ -> true)),
        2 * rate,
        "probes");
    report.atMost(
        "most begun in a second, start-up",
        (double) Results.busiestSecond(results.between(start, from, _ -> true)),
        2.2 * rate,
        "probes");
    report.atMost("results dropped", measured.sum("mailbuoy_probe_dropped_total"), 0, "results");
    report.figure("processor time for a probe", "%.2f ms".formatted(cpu.toMillis() / count));
    report.figure("resident memory", probes.residentKib() / 1024 + " MiB");
    report.say(report.passed() ? "PASS" : "FAIL");
  }
}
