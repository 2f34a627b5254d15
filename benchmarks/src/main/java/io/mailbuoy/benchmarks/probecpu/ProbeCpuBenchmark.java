package io.mailbuoy.benchmarks.probecpu;

import io.mailbuoy.benchmarks.fleet.Bench;
import io.mailbuoy.benchmarks.fleet.Machine;
import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a probe costs in processor time, beside what Debian's prometheus-blackbox-exporter takes
/// for the same dialogue with the same Dovecot. They take turns, and each round is compared with
/// itself, so that a machine that becomes slower does not decide.
public final class ProbeCpuBenchmark {
  private static final double LIMIT = 0.6;
  private static final String USER = "canary";

  private final PrintStream out = System.out;
  private final int rounds;
  private final Duration time;
  private final int concurrency;
  private final boolean withAngus;
  private final TestCertificates.Keys keys;

  private ProbeCpuBenchmark(
      int rounds, Duration time, int concurrency, boolean withAngus, TestCertificates.Keys keys) {
    this.rounds = rounds;
    this.time = time;
    this.concurrency = concurrency;
    this.withAngus = withAngus;
    this.keys = keys;
  }

  /// @param args rounds, seconds of each turn, probes at a time, `angus` for the third row, and
  ///   `rsa` for certificates with RSA keys instead of elliptic curves
  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] args) throws Exception {
    List<Integer> numbers =
        java.util.Arrays.stream(args)
            .filter(each -> each.matches("\\d+"))
            .map(Integer::valueOf)
            .toList();
    ProbeCpuBenchmark benchmark =
        new ProbeCpuBenchmark(
            numbers.isEmpty() ? 5 : numbers.getFirst(),
            Duration.ofSeconds(numbers.size() > 1 ? numbers.get(1) : 15),
            numbers.size() > 2 ? numbers.get(2) : 4,
            List.of(args).contains("angus"),
            List.of(args).contains("rsa") ? TestCertificates.Keys.RSA : TestCertificates.Keys.EC);
    if (!Files.isExecutable(BlackboxExporter.PROGRAM) || !DovecotServer.installed()) {
      System.err.println(
          "this needs Debian's packages prometheus-blackbox-exporter and dovecot-imapd");
      System.exit(2);
    }
    try (Bench bench = new Bench()) {
      System.exit(benchmark.run(bench) ? 0 : 1);
    }
  }

  private boolean run(Bench bench) throws IOException, InterruptedException {
    TestCertificates certificates = bench.keep(TestCertificates.create(keys));
    DovecotServer dovecot =
        bench.keep(
            DovecotServer.startForMany(
                Files.createDirectory(bench.folder().resolve("dovecot")),
                certificates,
                List.of(USER)));
    Mailbox mailbox =
        new Mailbox(dovecot.url(), USER, DovecotServer.passwordOf(USER), certificates.caPem());
    BlackboxExporter exporter = bench.keep(BlackboxExporter.start(bench.folder(), mailbox));
    out.println(Machine.describe());
    out.println(
        "%d rounds of %d s each, %d probes at a time, %s, %s certificates"
            .formatted(rounds, time.toSeconds(), concurrency, version(exporter.probeOnce()), keys));
    Contender own = mailbuoy(mailbox);
    List<Double> ratios = new ArrayList<>();
    List<Double> withoutRequests = new ArrayList<>();
    List<Double> angus = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      out.println("round " + round + ", load of the machine " + Machine.load());
      Cost theirs = told(exporter.name(), exporter.measure(concurrency, time));
      Cost ours = told(own.name(), own.measure(concurrency, time));
      Cost request =
          told(
              "  of which a request over HTTP",
              exporter.measureRequests(concurrency, time.dividedBy(2), theirs.perSecond()));
      ratios.add(ours.perProbe() / theirs.perProbe());
      withoutRequests.add(ours.perProbe() / (theirs.perProbe() - request.perProbe()));
      if (withAngus) {
        Contender plain = plainAngus(mailbox);
        Cost plainly = told(plain.name(), plain.measure(concurrency, time));
        angus.add(plainly.perProbe() / theirs.perProbe());
      }
    }
    return conclude(ratios, withoutRequests, angus);
  }

  private boolean conclude(List<Double> ratios, List<Double> withoutRequests, List<Double> angus) {
    ratio("Mailbuoy / exporter", ratios);
    ratio("Mailbuoy / exporter without its requests", withoutRequests);
    if (!angus.isEmpty()) {
      ratio("session of Angus Mail / exporter", angus);
    }
    boolean passed = median(ratios) <= LIMIT;
    out.println(
        String.format(
            Locale.ROOT,
            "%s: %.2f times the exporter, at most %.1f",
            passed ? "PASS" : "FAIL",
            median(ratios),
            LIMIT));
    return passed;
  }

  private Cost told(String who, Cost cost) {
    out.println(
        String.format(
            Locale.ROOT,
            "  %-34s %7.3f ms each, %,7d in %.1f s, %,.0f a second",
            who,
            cost.perProbe(),
            cost.probes(),
            cost.seconds(),
            cost.perSecond()));
    return cost;
  }

  private void ratio(String what, List<Double> ratios) {
    out.println(
        String.format(
            Locale.ROOT,
            "%-42s median %.2f of %s",
            what,
            median(ratios),
            ratios.stream().map(each -> String.format(Locale.ROOT, "%.2f", each)).toList()));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /// The exporter's word for the version of TLS that was negotiated.
  private static String version(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("probe_tls_version_info{version=\"") && line.endsWith(" 1"))
        .map(line -> line.replaceAll(".*version=\"([^\"]*)\".*", "$1"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the exporter's first probe fails"));
  }

  private static Contender mailbuoy(Mailbox mailbox) {
    return new OwnCommand(
        "./mailbuoy bench probe",
        List.of(
            Path.of(System.getProperty("mailbuoy.home"), "mailbuoy").toString(),
            "bench",
            "probe",
            "--url",
            mailbox.url().toString(),
            "--user",
            mailbox.user(),
            "--password-env",
            "MAILBUOY_BENCH_PASSWORD",
            "--trust",
            mailbox.trust().toString()),
        Map.of("MAILBUOY_BENCH_PASSWORD", mailbox.password()));
  }

  private static Contender plainAngus(Mailbox mailbox) {
    return new OwnCommand(
        "session of Angus Mail, JDK's TLS",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            PlainAngus.class.getName(),
            mailbox.url().toString(),
            mailbox.user(),
            mailbox.password(),
            mailbox.trust().toString()),
        Map.of());
  }
}
