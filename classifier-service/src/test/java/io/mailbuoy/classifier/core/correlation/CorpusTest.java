package io.mailbuoy.classifier.core.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every text of the corpus against every suspicion it has an expectation for. The texts lie in
/// `corpus/`, the suspicions in `suspicions.json` beside it.
class CorpusTest {
  private static final Path FILES =
      Path.of("src/test/resources/io/mailbuoy/classifier/core/correlation");
  private static final double BAR = 0.95;

  /// A text, why it is hard, and what it is for each suspicion.
  record Text(@Nullable String half, String hard, Map<String, String> expect, JsonNode issue) {}

  record Doubt(
      @Nullable String service,
      @Nullable Open<Protocol> protocol,
      Open<Cause> cause,
      @Nullable Open<FaultDomain> faultDomain,
      @Nullable Open<Pattern> pattern,
      @Nullable Instant onset,
      @Nullable Instant ended) {
    Suspicion suspicion() {
      return new Suspicion(
          service == null ? "exchange-online" : service,
          protocol == null ? Protocol.IMAP : protocol.value(),
          cause.value(),
          faultDomain == null || faultDomain.is(FaultDomain.PROVIDER),
          pattern == null ? Pattern.HARD : pattern.value(),
          onset == null ? Instant.parse("2026-03-10T08:00:00Z") : onset,
          ended == null ? Instant.parse("2026-03-10T12:00:00Z") : ended,
          true);
    }
  }

  @Test
  void the_corpus_is_read_as_a_person_reads_it() throws IOException {
    Map<String, Doubt> doubts =
        Json.mapper()
            .readerForMapOf(Doubt.class)
            .readValue(FILES.resolve("suspicions.json").toFile());
    Correlator correlator = new Correlator(Vocabulary.SHIPPED);
    List<Path> texts;
    try (Stream<Path> files = Files.list(FILES.resolve("corpus"))) {
      texts = files.sorted().toList();
    }
    int pairs = 0;
    List<String> wrong = new ArrayList<>();
    for (Path file : texts) {
      Text text = Json.mapper().readValue(file.toFile(), Text.class);
      IncidentReport report = IncidentReader.read(text.issue());
      for (Map.Entry<String, String> expected : text.expect().entrySet()) {
        pairs++;
        Doubt doubt = java.util.Objects.requireNonNull(doubts.get(expected.getKey()));
        Match match = correlator.match(report, doubt.suspicion());
        if (!word(match).equals(expected.getValue())) {
          wrong.add(
              "%s, %s: %s and not %s (%s)%n    %s%n    %s"
                  .formatted(
                      file.getFileName(),
                      expected.getKey(),
                      word(match),
                      expected.getValue(),
                      text.hard(),
                      match,
                      report.statements()));
        }
      }
    }
    assertThat(texts).hasSizeGreaterThanOrEqualTo(40);
    System.out.println(pairs + " pairs, wrong " + wrong.size() + "\n" + String.join("\n", wrong));
    assertThat((double) (pairs - wrong.size()) / pairs)
        .as("right of %d:%n%s", pairs, String.join("\n", wrong))
        .isGreaterThanOrEqualTo(BAR);
  }

  private static String word(Match match) {
    return switch (match) {
      case Match.Unrelated() -> "unrelated";
      case Match.Related(double score, List<String> why) -> "related";
      case Match.Confirms(double score, List<String> why) -> "confirms";
    };
  }
}
