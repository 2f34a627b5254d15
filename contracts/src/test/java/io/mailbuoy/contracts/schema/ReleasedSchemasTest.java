package io.mailbuoy.contracts.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.Repository;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Events of a released version must stay readable, and readers of a released version must be able
/// to read events of this one.
class ReleasedSchemasTest {
  private static final String RELEASED = "contracts/src/test/resources/schemas-released/";
  private static final String FREEZE =
      "./mvnw -pl contracts test -Dtest=ReleasedSchemasTest -Dschemas.release=true";

  static List<String> released() {
    if (Boolean.getBoolean("schemas.release")) {
      Topics.all()
          .forEach(
              topic -> Repository.write(RELEASED + fileOf(topic), SchemaGeneration.text(topic)));
    }
    try (Stream<Path> files = Files.list(Repository.file(RELEASED))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("freeze the schemas with: " + FREEZE, e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("released")
  void onlyGrow(String file) {
    Topic<?> topic =
        Topics.all().stream()
            .filter(each -> fileOf(each).equals(file))
            .findFirst()
            .orElseThrow(
                () -> new AssertionError("the released event type of " + file + " is gone"));
    assertThat(
            SchemaEvolution.violations(
                tree(Repository.read(RELEASED + file)), SchemaGeneration.schema(topic)))
        .as("changes of %s that break released readers or events", file)
        .isEmpty();
  }

  @Test
  void everyEventIsFrozen() {
    assertThat(released())
        .as("a new event type is frozen with its first release: %s", FREEZE)
        .containsExactlyInAnyOrderElementsOf(
            Topics.all().stream().map(ReleasedSchemasTest::fileOf).toList());
  }

  private static String fileOf(Topic<?> topic) {
    return topic.schema().substring(topic.schema().lastIndexOf('/') + 1);
  }

  private static JsonNode tree(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
