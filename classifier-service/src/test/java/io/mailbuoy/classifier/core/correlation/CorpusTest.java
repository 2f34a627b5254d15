package io.mailbuoy.classifier.core.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every text of the corpus against every suspicion that it has an expectation for. The texts lie
/// in `corpus/`, the suspicions in `suspicions.json` beside it; `benchmarks/correlation` reads the
/// same files and prints the whole table.
class CorpusTest {
  private static final Path FILES =
      Path.of("src/test/resources/io/mailbuoy/classifier/core/correlation");
  private static final double BAR = 0.95;

  /// A text, why it is hard, and what it is to each suspicion.
  record Text(String hard, Map<String, String> expect, JsonNode issue) {}

  @Test
  void incidents_are_read_as_a_person_reads_them() throws IOException {
    Map<String, Suspicion> suspicions =
        Json.mapper()
            .readerForMapOf(Suspicion.class)
            .readValue(FILES.resolve("suspicions.json").toFile());
    Correlator correlator = new Correlator(Vocabulary.SHIPPED);
    int judged = 0;
    List<String> wrong = new ArrayList<>();
    List<Path> files = files();
    for (Path file : files) {
      Text text = Json.mapper().readValue(file.toFile(), Text.class);
      IncidentReport report = IncidentReader.read(text.issue());
      for (Map.Entry<String, String> expected : text.expect().entrySet()) {
        Suspicion suspicion = Objects.requireNonNull(suspicions.get(expected.getKey()));
        Match match = correlator.match(report, suspicion);
        judged++;
        if (!match.word().equals(expected.getValue())) {
          wrong.add(
              "%s to %s is %s and not %s (%s): %s, %s"
                  .formatted(
                      file.getFileName(),
                      expected.getKey(),
                      match.word(),
                      expected.getValue(),
                      text.hard(),
                      match,
                      report.statements()));
        }
      }
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(90);
    assertThat((double) (judged - wrong.size()) / judged)
        .as("share of %d judged rightly; wrong:%n%s", judged, String.join("\n", wrong))
        .isGreaterThanOrEqualTo(BAR);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES.resolve("corpus"))) {
      return files.sorted().toList();
    }
  }
}
