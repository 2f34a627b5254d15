package io.mailbuoy.benchmarks.correlation;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.classifier.core.correlation.Correlator;
import io.mailbuoy.classifier.core.correlation.IncidentReader;
import io.mailbuoy.classifier.core.correlation.IncidentReport;
import io.mailbuoy.classifier.core.correlation.Match;
import io.mailbuoy.classifier.core.correlation.Suspicion;
import io.mailbuoy.classifier.core.correlation.Vocabulary;
import io.mailbuoy.contracts.event.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads every incident of the corpus, holds it against the suspicions that it has an expectation
/// for, and prints what was expected beside what was found.
public final class CorrelationBenchmark {
  private static final String CORPUS =
      "classifier-service/src/test/resources/io/mailbuoy/classifier/core/correlation";
  private static final double BAR = 0.95;
  private static final List<String> WORDS = List.of("confirms", "related", "unrelated");

  private final Map<String, Map<String, Integer>> matrix = new LinkedHashMap<>();
  private final Map<Integer, int[]> byBatch = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int judged;

  private record Text(int batch, String hard, Map<String, String> expect, JsonNode issue) {}

  private CorrelationBenchmark() {
    WORDS.forEach(word -> matrix.put(word, new TreeMap<>()));
  }

  /// @param args the directory of a corpus; by default that of the classifier's tests
  public static void main(String[] args) throws IOException {
    Path directory =
        args.length > 0 ? Path.of(args[0]) : Path.of(System.getProperty("mailbuoy.home"), CORPUS);
    System.exit(new CorrelationBenchmark().run(directory) ? 0 : 1);
  }

  private boolean run(Path directory) throws IOException {
    Map<String, Suspicion> suspicions =
        Json.mapper()
            .readerForMapOf(Suspicion.class)
            .readValue(directory.resolve("suspicions.json").toFile());
    List<Path> files;
    try (Stream<Path> found = Files.list(directory.resolve("corpus"))) {
      files = found.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    Correlator correlator = new Correlator(Vocabulary.SHIPPED);
    for (Path file : files) {
      judge(file, suspicions, correlator);
    }
    return report(files.size());
  }

  private void judge(Path file, Map<String, Suspicion> suspicions, Correlator correlator)
      throws IOException {
    Text text = Json.mapper().readValue(file.toFile(), Text.class);
    IncidentReport report = IncidentReader.read(text.issue());
    text.expect()
        .forEach((name, expected) -> {
          Match match =
              correlator.match(report, Objects.requireNonNull(suspicions.get(name), name));
          judged++;
          Objects.requireNonNull(matrix.get(expected), expected)
              .merge(match.word(), 1, Integer::sum);
          int[] counts = byBatch.computeIfAbsent(text.batch(), key -> new int[2]);
          counts[0]++;
          if (!match.word().equals(expected)) {
            counts[1]++;
            wrong.add(
                "%s to %s: %s%n      %s%n      read as %s"
                    .formatted(file.getFileName(), name, text.hard(), match, report.statements()));
          }
        });
  }

  private boolean report(int texts) {
    System.out.printf(
        "%d incidents, %d judgements, vocabulary %d%n",
        texts, judged, Vocabulary.SHIPPED.version());
    System.out.printf(
        "  %-24s%12s%12s%12s%n", "expected \\ found", "confirms", "related", "unrelated");
    matrix.forEach((expected, found) -> {
      System.out.printf("  %-24s", expected);
      WORDS.forEach(word -> System.out.printf("%12d", found.getOrDefault(word, 0)));
      System.out.println();
    });
    byBatch.forEach((batch, counts) ->
        System.out.printf(
            "  %-24s%d of %d right%n", "batch " + batch, counts[0] - counts[1], counts[0]));
    wrong.forEach(line -> System.out.println("  WRONG " + line));
    double right = (double) (judged - wrong.size()) / judged;
    boolean passed = right >= BAR;
    System.out.printf(
        "%s: %.1f %% right, at least %.0f %%%n", passed ? "PASS" : "FAIL", right * 100, BAR * 100);
    return passed;
  }
}
