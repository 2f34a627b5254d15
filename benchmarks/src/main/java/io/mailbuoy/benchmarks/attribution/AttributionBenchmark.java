package io.mailbuoy.benchmarks.attribution;

import io.mailbuoy.benchmarks.fleet.Machine;
import io.mailbuoy.contracts.event.Alert;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Plays every scenario of the corpus with many seeds, and prints what was blamed for what.
///
/// Arguments: how many seeds (20), and words that the names of the scenarios to be played begin
/// with (all). With `-v` every revision of an alert that is wrong is printed.
public final class AttributionBenchmark {
  private static final int SEEDS = 20;

  /// One false alarm in so many results: twenty targets, once a minute, for thirty days.
  private static final double BUDGET = 20 * 30 * 24 * 60;

  private final PrintStream out;
  private final boolean verbose;
  private final SortedMap<String, SortedMap<String, Integer>> confusion = new TreeMap<>();
  private final List<String> failed = new ArrayList<>();
  private int played;
  private int right;
  private long results;
  private int falseAlarms;

  private AttributionBenchmark(PrintStream out, boolean verbose) {
    this.out = out;
    this.verbose = verbose;
  }

  public static void main(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean verbose = words.remove("-v");
    int seeds =
        words.isEmpty() || !words.getFirst().matches("\\d+")
            ? SEEDS
            : Integer.parseInt(words.removeFirst());
    AttributionBenchmark benchmark = new AttributionBenchmark(System.out, verbose);
    System.exit(benchmark.run(seeds, words) ? 0 : 1);
  }

  private boolean run(int seeds, List<String> names) throws IOException {
    out.println(Machine.describe());
    List<Scenario> scenarios =
        Corpus.read().stream()
            .filter(s -> names.isEmpty() || names.stream().anyMatch(s.name()::startsWith))
            .toList();
    out.printf("%d scenarios with the seeds 1 to %d%n", scenarios.size(), seeds);
    long began = System.nanoTime();
    for (Scenario scenario : scenarios) {
      int bad = 0;
      for (int seed = 1; seed <= seeds; seed++) {
        bad += play(scenario, seed) ? 0 : 1;
      }
      if (bad > 0) {
        failed.add("%s: %d of %d".formatted(scenario.name(), bad, seeds));
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    print();
    out.printf(
        Locale.ROOT,
        "%,d results in %.0f s, making them included: %,.0f a second%n",
        results,
        seconds,
        results / seconds);
    double budget = results / BUDGET;
    boolean within = falseAlarms <= Math.max(3, 2 * budget);
    out.printf(
        Locale.ROOT,
        "%d alerts while nothing was wrong, by chance alone; the detector's budget is %.1f: %s%n",
        falseAlarms,
        budget,
        within ? "PASS" : "FAIL");
    failed.forEach(name -> out.println("wrong: " + name));
    out.printf("%d of %d are right: %s%n", right, played, failed.isEmpty() ? "PASS" : "FAIL");
    return failed.isEmpty() && within;
  }

  private boolean play(Scenario scenario, int seed) throws IOException {
    List<World.Told> events = new World(scenario, seed).events();
    results += events.size();
    List<Alert> alerts = Player.play(events);
    Judge.Judgement judgement = Judge.judge(scenario, alerts);
    List<String> wrong = judgement.wrong();
    falseAlarms += judgement.falseAlarms();
    played++;
    right += wrong.isEmpty() ? 1 : 0;
    confusion
        .computeIfAbsent(scenario.cause(), cause -> new TreeMap<>())
        .merge(Judge.cause(alerts), 1, Integer::sum);
    for (String what : wrong) {
      out.println("%s, seed %d: %s".formatted(scenario.name(), seed, what));
    }
    if (verbose && !wrong.isEmpty()) {
      alerts.forEach(this::tell);
    }
    return wrong.isEmpty();
  }

  private void tell(Alert a) {
    out.println(
        "    %s %s %s %s/%s %s %s %s %s"
            .formatted(
                a.occurredAt(),
                a.tenant(),
                a.alertId().substring(0, 4),
                a.service(),
                a.protocol().text(),
                a.transition().text(),
                a.severity().text(),
                a.verdict().faultDomain().text() + "/" + a.verdict().cause().text(),
                a.impact()));
    a.evidence().forEach(fact -> out.println("        " + fact));
    a.advice().forEach(advice -> out.println("      > " + advice));
  }

  /// Rows are what it was, columns what was said.
  private void print() {
    SortedSet<String> said = new TreeSet<>();
    confusion.values().forEach(row -> said.addAll(row.keySet()));
    List<String> columns = List.copyOf(said);
    out.println("what it was (rows), and what the first alert blamed in the end (columns):");
    StringBuilder head = new StringBuilder(" ".repeat(22));
    for (int i = 0; i < columns.size(); i++) {
      head.append("%5s".formatted("[" + (i + 1) + "]"));
    }
    out.println(head);
    confusion.forEach((cause, row) -> {
      StringBuilder line = new StringBuilder("%-22s".formatted(cause));
      columns.forEach(c -> line.append("%5s".formatted(row.containsKey(c) ? row.get(c) : ".")));
      out.println(line);
    });
    for (int i = 0; i < columns.size(); i++) {
      out.println("[%d] %s".formatted(i + 1, columns.get(i)));
    }
  }
}
