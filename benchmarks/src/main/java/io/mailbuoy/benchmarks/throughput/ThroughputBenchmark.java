package io.mailbuoy.benchmarks.throughput;

import io.mailbuoy.benchmarks.fleet.Bench;
import io.mailbuoy.benchmarks.fleet.Machine;
import io.mailbuoy.benchmarks.fleet.Report;
import io.mailbuoy.classifier.ClassifierTopology;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.NewTopic;

/// Results a second through the classifier's topology on a real broker, beside a topology that only
/// passes them on; how soon an alert follows its result; how fast state is restored; and how fast a
/// recorded day is replayed.
public final class ThroughputBenchmark {
  private static final double LEAST_RATIO = 0.5;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /// The first part of the input starts the process and warms it up.
  private static final double WARM_UP = 0.25;

  private static final Set<String> PARTS =
      new TreeSet<>(Set.of("throughput", "latency", "restore", "replay"));

  private ThroughputBenchmark() {}

  /// @param args what to measure, everything where nothing is named; and `results=N`, `rounds=N`,
  ///   `targets=N`, `depth=N`, `tenants=N`
  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] args) throws Exception {
    Settings settings = Settings.of(args);
    Report report = new Report(System.out);
    report.say(Machine.describe());
    try (Bench bench = new Bench()) {
      for (String part : settings.parts()) {
        report.say("load of the machine, everything included: " + Machine.load());
        switch (part) {
          case "throughput" -> {
            Instant begin = Instant.now().minus(Duration.ofDays(4)); // results are kept for a week
            for (int tenants : settings.tenants()) {
              throughput(bench, report, settings, new Load(tenants, 1600, begin));
            }
          }
          case "latency" -> LatencyPart.run(bench, report);
          case "restore" -> RestorePart.run(bench, report, settings.targets(), settings.depth());
          case "replay" -> ReplayPart.run(bench, report);
          default -> throw new IllegalArgumentException(part);
        }
      }
    }
    report.say(report.passed() ? "PASS" : "FAIL");
    System.exit(report.passed() ? 0 : 1);
  }

  private record Settings(
      List<String> parts, long results, int rounds, int targets, int depth, List<Integer> tenants) {
    static Settings of(String[] args) {
      List<String> parts = new ArrayList<>();
      for (String each : args) {
        if (PARTS.contains(each)) {
          parts.add(each);
        } else if (!each.matches("(results|rounds|targets|depth|tenants)=\\d+")) {
          throw new IllegalArgumentException(
              "'%s' is none of %s, results=N, rounds=N, targets=N, depth=N, tenants=N"
                  .formatted(each, PARTS));
        }
      }
      return new Settings(
          parts.isEmpty() ? List.copyOf(PARTS) : parts,
          number(args, "results").orElse(300_000),
          number(args, "rounds").orElse(3),
          number(args, "targets").orElse(100_000),
          number(args, "depth").orElse(8),
          number(args, "tenants").map(List::of).orElse(List.of(16, 1)));
    }

    private static Optional<Integer> number(String[] args, String name) {
      return List.of(args).stream()
          .filter(each -> each.startsWith(name + "="))
          .map(each -> Integer.valueOf(each.substring(name.length() + 1)))
          .findFirst();
    }
  }

  private static void throughput(Bench bench, Report report, Settings settings, Load load)
      throws Exception {
    long results = settings.results();
    report.say(
        "throughput: %,d results of %,d mailboxes, %d %s"
            .formatted(
                results,
                load.targets(),
                load.tenants(),
                load.tenants() == 1 ? "tenant" : "tenants"));
    try (Stage stage = Stage.set(bench, "throughput-" + load.tenants())) {
      stage.fill(load, 0, results);
      stage
          .progress()
          .admin()
          .createTopics(
              List.of(
                  new NewTopic(
                      TopologyProcess.COPIES,
                      Optional.of(EmbeddedBroker.PARTITIONS),
                      Optional.empty())))
          .all()
          .get();
      List<Double> ratios = new ArrayList<>();
      for (int round = 1; round <= settings.rounds(); round++) {
        double identity = rate(stage, "identity", results, round);
        double classifier = rate(stage, "classifier", results, round);
        ratios.add(classifier / identity);
        report.figure(
            "round " + round,
            "classifier %,.0f a second, identity %,.0f, ratio %.2f"
                .formatted(classifier, identity, classifier / identity));
      }
      Collections.sort(ratios);
      report.atLeast(
          "classifier / identity, median", ratios.get(ratios.size() / 2), LEAST_RATIO, "times");
    }
  }

  private static double rate(Stage stage, String which, long results, int round) throws Exception {
    String application = which + "-" + round;
    long first = (long) (results * WARM_UP);
    try (Child _ = stage.topology(which, application, "512m")) {
      long begin = stage.progress().await(application, first, PATIENCE);
      long done = stage.progress().done(application);
      long end = stage.progress().await(application, results, PATIENCE);
      return (results - done) / ((end - begin) / 1e9);
    } finally {
      stage
          .progress()
          .admin()
          .deleteTopics(List.of(ClassifierTopology.repartitionTopic(application)))
          .all()
          .get();
      if (which.equals("classifier")) {
        stage
            .progress()
            .admin()
            .deleteTopics(List.of(application + "-tenants-changelog"))
            .all()
            .get();
      }
    }
  }

  /// The application whose state is restored has the name of the real one.
  static String application() {
    return ClassifierTopology.APPLICATION_ID;
  }
}
