package io.mailbuoy.benchmarks.fleet;

import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Five thousand servers that let a probe wait for its whole time-out, all at once, beside two
/// hundred healthy ones: are the healthy ones still probed in time, and what does waiting cost?
public final class HangingBenchmark {
  private static final int HEALTHY = 200;
  private static final Duration OFTEN = Duration.ofSeconds(10);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /// Long enough for all to wait at once.
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private HangingBenchmark() {}

  /// @param args how many hang, and where: `connect`, `tls`, `greeting`
  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] args) throws Exception {
    int hanging = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    List<String> kinds =
        args.length > 1
            ? List.of(args).subList(1, args.length)
            : List.of("connect", "tls", "greeting");
    Report report = new Report(System.out);
    report.say(Machine.describe());
    for (String kind : kinds) {
      try (Bench bench = new Bench()) {
        run(bench, report, hanging, MuteServer.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
      }
    }
    report.say(report.passed() ? "PASS" : "FAIL");
    System.exit(report.passed() ? 0 : 1);
  }

  private static void run(Bench bench, Report report, int hanging, MuteServer.Kind kind)
      throws IOException, InterruptedException {
    report.say(
        "hanging: %d probes that wait in the phase %s, beside %d healthy ones"
            .formatted(hanging, kind.name().toLowerCase(Locale.ROOT), HEALTHY));
    TestCertificates certificates = bench.keep(TestCertificates.create());
    List<String> healthy = IntStream.range(0, HEALTHY).mapToObj(i -> "healthy" + i).toList();
    List<String> mute = IntStream.range(0, hanging).mapToObj(i -> "mute" + i).toList();
    DovecotServer dovecot =
        bench.keep(
            DovecotServer.startForMany(
                Files.createDirectory(bench.folder().resolve("dovecot")), certificates, List.of()));
    MuteServer server = bench.keep(MuteServer.start(kind, certificates.serverContext()));
    EmbeddedBroker broker = bench.broker();
    Results results = bench.keep(Results.of(broker.bootstrapServers()));
    ServiceProcess probes =
        bench.probes(
            broker,
            new Configuration()
                .mailboxes(
                    "", healthy, dovecot.url().toString(), certificates.caPem(), OFTEN, OFTEN)
                .mailboxes("", mute, server.url(), certificates.caPem(), INTERVAL, TIMEOUT));
    Bench.await(
        "every target is probed once",
        Duration.ofMinutes(4),
        () -> probes.metrics().sum("mailbuoy_probe_results_total") >= hanging * 1.2);
    Bench.rest(INTERVAL.dividedBy(2));

    long before = probes.residentKib();
    server.fallSilent();
    Instant silent = Instant.now();
    Bench.await(
        "all wait at once",
        TIMEOUT,
        () -> probes.metrics().sum("mailbuoy_probe_in_flight") >= hanging);
    long waiting = probes.residentKib();
    Instant full = Instant.now();
    // All of them end with their time-outs, and wait again.
    Bench.rest(TIMEOUT);
    Instant end = Instant.now();
    Bench.rest(Duration.ofSeconds(3));

    report.figure("load of the machine, everything included", Machine.load());
    report.figure("all waited after", Duration.between(silent, full).toSeconds() + " s");
    report.figure("resident memory before", before / 1024 + " MiB");
    report.figure("resident memory while all waited", waiting / 1024 + " MiB");
    report.atMost("for each that waits", (waiting - before) / (double) hanging, 64, "KiB");
    tellOfHealthy(report, results, silent, end);
  }

  private static void tellOfHealthy(Report report, Results results, Instant silent, Instant end) {
    List<Duration> late =
        Results.lateness(
            results.between(silent, end, each -> each.target().startsWith("healthy")), OFTEN);
    report.figure("probes of healthy targets meanwhile", String.valueOf(late.size()));
    report.atLeast(
        "of those that were due",
        late.size() * 100.0 / (HEALTHY * Duration.between(silent, end).toSeconds() / 10.0),
        95,
        "%");
    report.figure(
        "of these failed",
        String.valueOf(
            results
                .between(
                    silent,
                    end,
                    each -> each.target().startsWith("healthy") && !each.kind().equals("none"))
                .size()));
    report.atMost(
        "lateness of the healthy, p99", Results.quantile(late, 0.99).toMillis() / 1000.0, 1, "s");
    report.figure("lateness of the healthy, worst", late.getLast().toMillis() / 1000.0 + " s");
  }
}
