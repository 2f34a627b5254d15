package io.mailbuoy.benchmarks.detection;

import io.mailbuoy.benchmarks.fleet.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How soon a fault is seen, beside the rules that others ship, on simulated streams of probes.
public final class DetectionBenchmark {
  private static final long SEED = 20_260_102;
  private static final int[] TARGETS = {20, 5, 1};
  private static final double[] RATES = {0.1, 0.3, 1};
  private static final int RUNS = 300;
  private static final int WEEKS = 5;

  /// Thirty quiet days, so many times for each number of targets.
  private static final int[] MONTHS = {24, 48, 120};

  private static final double MOST_TIMES_THE_REFERENCE = 1.25;
  private static final double MOST_FALSE_ALARMS = 1;

  /// A delay that is longer by less than this, in minutes, counts as no longer.
  private static final double A_FEW_SECONDS = 0.1;

  private final PrintStream out;
  private boolean passed = true;

  private DetectionBenchmark(PrintStream out) {
    this.out = out;
  }

  /// @param args where to put the plot
  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] args) throws IOException {
    Path folder =
        Path.of(
            args.length > 0 ? args[0] : System.getProperty("mailbuoy.home") + "/benchmarks/target");
    DetectionBenchmark benchmark = new DetectionBenchmark(System.out);
    benchmark.run(folder);
    System.exit(benchmark.passed ? 0 : 1);
  }

  private void run(Path folder) throws IOException {
    out.println("detection: mailboxes that are probed once a minute, seed " + SEED);
    out.println(Machine.describe());
    List<QuietMonths> quiet = new ArrayList<>();
    for (int i = 0; i < TARGETS.length; i++) {
      quiet.add(new QuietMonths(TARGETS[i], MONTHS[i]).run(SEED));
    }
    falseAlarms(quiet);
    List<Outage> outages = new ArrayList<>();
    for (QuietMonths months : quiet) {
      double threshold = months.rivalThreshold(SEED);
      for (double rate : RATES) {
        List<Rival> rivals = new ArrayList<>(QuietMonths.rivals(months.targets()));
        rivals.add(new Rival.PlainCusum(threshold));
        outages.add(Outage.failing(months.targets(), rate, rivals).run(SEED, RUNS));
      }
    }
    delays(outages);
    onsets(outages);
    slowness();
    weeks();
    Files.createDirectories(folder);
    Path plot = folder.resolve("detection.svg");
    Files.writeString(plot, chart(outages));
    out.println("plot: " + plot);
    out.println(passed ? "PASS" : "FAIL");
  }

  private void falseAlarms(List<QuietMonths> quiet) {
    out.println();
    out.println(
        "False alarms in 30 quiet days (%.1f %% of the probes fail by chance; durations vary):"
            .formatted(Probes.NOISE * 100));
    row("", quiet.stream().map(q -> q.targets() + " targets").toList());
    row("days simulated", quiet.stream().map(q -> "" + 30 * q.months()).toList());
    row(
        "Mailbuoy, warning or more",
        quiet.stream().map(q -> "%.2f".formatted(q.perMonth())).toList());
    row("  of these for slowness", quiet.stream().map(q -> "" + q.slowAlarms()).toList());
    row(
        "Mailbuoy, for information",
        quiet.stream()
            .map(q -> "%.2f".formatted(q.forInformation() / (double) q.months()))
            .toList());
    List<Rival> rivals = QuietMonths.rivals(1);
    for (int r = 0; r < rivals.size(); r++) {
      int rival = r;
      row(
          rivals.get(r).name(),
          quiet.stream().map(q -> "%.2f".formatted(q.rivalPerMonth(rival))).toList());
    }
    out.println(
        "  results a second on one core, simulation included: %,.0f"
            .formatted(quiet.getFirst().perSecond()));
    for (QuietMonths months : quiet) {
      hold(
          "false alarms in 30 days, %d targets".formatted(months.targets()),
          months.perMonth(),
          MOST_FALSE_ALARMS);
    }
  }

  private void delays(List<Outage> outages) {
    List<Rival> rivals = new ArrayList<>(QuietMonths.rivals(1));
    rivals.add(new Rival.PlainCusum(1));
    for (int targets : TARGETS) {
      List<Outage> these = outages.stream().filter(o -> o.targets() == targets).toList();
      out.println();
      out.println(
          "Minutes from the onset to the alarm, %d targets (median / 90 %%; %d runs):"
              .formatted(targets, RUNS));
      row("", these.stream().map(o -> "%.0f %%".formatted(o.rate() * 100)).toList());
      row("Mailbuoy", these.stream().map(o -> o.ours().told()).toList());
      for (int r = 0; r < rivals.size(); r++) {
        int rival = r;
        row(rivals.get(r).name(), these.stream().map(o -> o.theirs(rival).told()).toList());
      }
      row(
          "bound on the mean (Lorden), wrong once in 30 days",
          these.stream().map(o -> Delays.minute(o.lordenBound())).toList());
      for (Outage outage : these) {
        double reference = outage.theirs(rivals.size() - 1).median();
        hold(
            "%d targets at %.0f %%, times the one CUSUM".formatted(targets, outage.rate() * 100),
            outage.ours().median() <= reference + A_FEW_SECONDS
                ? Math.min(1, outage.ours().median() / reference)
                : outage.ours().median() / reference,
            MOST_TIMES_THE_REFERENCE);
      }
    }
  }

  private void onsets(List<Outage> outages) {
    out.println();
    out.println("Estimated less true onset in minutes (median; median distance / 90 %):");
    for (Outage outage : outages) {
      out.println(
          "  %2d at %3.0f %%: %5.1f;  %s"
              .formatted(
                  outage.targets(),
                  outage.rate() * 100,
                  outage.onsetErrors().median(),
                  outage.onsetDistances().told()));
    }
  }

  private void slowness() {
    out.println();
    out.println("Minutes until slowness is told (logins take longer; median / 90 %):");
    double[] factors = {2, 4};
    row("", List.of("2 times", "4 times"));
    for (int targets : TARGETS) {
      List<String> told = new ArrayList<>();
      for (double factor : factors) {
        told.add(Outage.slow(targets, factor).run(SEED, RUNS / 3).ours().told());
      }
      row(targets + " targets", told);
    }
  }

  private void weeks() {
    out.println();
    out.println("A fault of a week that comes and goes (resolve: median / 90 %):");
    for (int targets : new int[] {20, 1}) {
      for (double rate : new double[] {0.05, 0.1, 0.3}) {
        Outage.Week week = Outage.week(targets, rate, SEED, WEEKS);
        out.println("  " + week.told());
        passed &= week.flaps() == 0;
      }
    }
  }

  private static String chart(List<Outage> outages) {
    List<String> series = new ArrayList<>(List.of("Mailbuoy"));
    QuietMonths.rivals(1).forEach(rival -> series.add(rival.name()));
    series.add(new Rival.PlainCusum(1).name());
    LogChart chart =
        new LogChart(
            "Median minutes from the onset to the alarm (faint: not within a day)",
            0.1,
            1_000,
            series);
    for (Outage outage : outages) {
      double[] values = new double[series.size()];
      values[0] = outage.ours().median();
      for (int r = 1; r < values.length; r++) {
        values[r] = outage.theirs(r - 1).median();
      }
      chart.add("%d at %.0f %%".formatted(outage.targets(), outage.rate() * 100), values);
    }
    return chart.svg();
  }

  private void row(String name, List<String> values) {
    StringBuilder line = new StringBuilder("  %-68s".formatted(name));
    values.forEach(value -> line.append(" %15s".formatted(value)));
    out.println(line.toString().stripTrailing());
  }

  private void hold(String name, double value, double limit) {
    boolean good = value <= limit;
    passed &= good;
    out.println(
        "  %-68s %15.2f at most %.2f: %s".formatted(name, value, limit, good ? "PASS" : "FAIL"));
  }
}
