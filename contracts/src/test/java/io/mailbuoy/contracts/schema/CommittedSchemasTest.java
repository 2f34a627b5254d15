package io.mailbuoy.contracts.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.mailbuoy.contracts.Repository;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommittedSchemasTest {
  private static final String REWRITE =
      "./mvnw -pl contracts test -Dtest=CommittedSchemasTest -Dschemas.write=true";

  static List<Topic<?>> topics() {
    return Topics.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void areGeneratedFromTheRecords(Topic<?> topic) {
    String path = committed(topic);
    String generated = SchemaGeneration.text(topic);
    if (Boolean.getBoolean("schemas.write")) {
      Repository.write(path, generated);
    }
    assertThat(Repository.read(path))
        .as("%s is not what the record says; rewrite it with: %s", path, REWRITE)
        .isEqualTo(generated);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void samplesGiveEveryField(Topic<?> topic) {
    assertThat(new Components(topic).neverGiven()).as("fields in no sample of %s", topic).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void samplesAreValid(Topic<?> topic) {
    Schema schema = schema(topic);
    assertThat(Samples.of(topic))
        .isNotEmpty()
        .allSatisfy(sample ->
            assertThat(schema.validate(sample.json(), InputFormat.JSON))
                .as(sample.name())
                .isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void whatIsWrittenIsValid(Topic<?> topic) {
    Schema schema = schema(topic);
    assertThat(Samples.of(topic))
        .allSatisfy(sample ->
            assertThat(schema.validate(rewritten(topic, sample.json()), InputFormat.JSON))
                .as(sample.name())
                .isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void refuseWhatReadersRefuse(Topic<?> topic) {
    Schema schema = schema(topic);
    for (Samples.Sample sample : Samples.of(topic)) {
      tree(sample.json())
          .fieldNames()
          .forEachRemaining(field -> {
            ObjectNode without = tree(sample.json());
            without.remove(field);
            assertThat(schema.validate(without.toString(), InputFormat.JSON).isEmpty())
                .as("%s without %s", sample.name(), field)
                .isEqualTo(isReadable(topic, without.toString()));
          });
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void samplesComeBackWhole(Topic<?> topic) {
    assertThat(Samples.of(topic))
        .allSatisfy(sample ->
            assertThat(comparable(tree(rewritten(topic, sample.json()))))
                .as(sample.name())
                .isEqualTo(comparable(tree(sample.json()))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void fieldsOfALaterVersionAreAllowedAndIgnored(Topic<?> topic) {
    for (Samples.Sample sample : Samples.of(topic)) {
      ObjectNode later = tree(sample.json());
      later.putObject("ofALaterVersion").put("x", 1);
      assertThat(schema(topic).validate(later.toString(), InputFormat.JSON)).isEmpty();
      assertThat(comparable(tree(rewritten(topic, later.toString()))))
          .isEqualTo(comparable(tree(sample.json())));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void wordsOfALaterVersionAreAllowedAndKept(Topic<?> topic) {
    JsonNode schema = SchemaGeneration.schema(topic);
    for (Samples.Sample sample : Samples.of(topic)) {
      ObjectNode later = tree(sample.json());
      later
          .fieldNames()
          .forEachRemaining(field -> {
            boolean open = schema.path("properties").path(field).path("examples").isArray();
            // Another outcome than a failure is one that needs no reason.
            if (open) {
              later.put(field, "of-a-later-version");
            }
          });
      assertThat(schema(topic).validate(later.toString(), InputFormat.JSON)).isEmpty();
      assertThat(comparable(tree(rewritten(topic, later.toString())))).isEqualTo(comparable(later));
    }
  }

  private static <T> String rewritten(Topic<T> topic, String json) {
    return new String(topic.codec().write(topic.codec().read(json.getBytes(UTF_8))), UTF_8);
  }

  private static boolean isReadable(Topic<?> topic, String json) {
    try {
      topic.codec().read(json.getBytes(UTF_8));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /// Timestamps in the one form in which they are written.
  private static JsonNode comparable(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(entry -> entry.setValue(comparable(entry.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, comparable(array.get(i)));
      }
    } else if (node.isTextual()) {
      try {
        return Json.mapper().getNodeFactory().textNode(Instant.parse(node.asText()).toString());
      } catch (DateTimeParseException e) {
        return node; // another text
      }
    }
    return node;
  }

  private static ObjectNode tree(String json) {
    try {
      return (ObjectNode) Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Schema schema(Topic<?> topic) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Repository.read(committed(topic)), InputFormat.JSON);
  }

  private static String committed(Topic<?> topic) {
    return "contracts/src/main/resources" + topic.schema();
  }
}
