package io.mailbuoy.contracts.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Json;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SchemaEvolutionTest {
  private static final String RELEASED =
      """
      {"type": "object",
       "properties": {
         "id": {"type": "string"},
         "state": {"type": "string", "examples": ["open", "resolved"]},
         "since": {"type": "string", "format": "date-time"},
         "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
         "phases": {"type": "array", "items": {
           "type": "object",
           "properties": {"phase": {"type": "string", "examples": ["dns"]}, "millis": {"type": "integer"}},
           "required": ["phase"]}}},
       "required": ["id"]}
      """;

  @Test
  void nothingChanged() {
    assertThat(SchemaEvolution.violations(released(), released())).isEmpty();
  }

  @Test
  void anOptionalFieldIsAdded() {
    assertAllowed(schema -> schema.withObject("/properties/url").put("type", "string"));
  }

  @Test
  void anOptionalFieldIsAddedBelow() {
    assertAllowed(schema ->
        schema.withObject("/properties/phases/items/properties/note").put("type", "string"));
  }

  @Test
  void aWordIsAdded() {
    assertAllowed(schema -> ((ArrayNode) schema.at("/properties/state/examples")).add("muted"));
  }

  @Test
  void aDescriptionChanges() {
    assertAllowed(schema -> schema.withObject("/properties/id").put("description", "its name"));
  }

  @Test
  void aFieldIsGone() {
    assertRefused("state: is gone", schema -> schema.withObject("/properties").remove("state"));
  }

  @Test
  void aFieldBelowIsGone() {
    assertRefused(
        "phases[].millis: is gone",
        schema -> schema.withObject("/properties/phases/items/properties").remove("millis"));
  }

  @Test
  void aTypeChanges() {
    assertRefused(
        "id: its type was [string] and is [integer]",
        schema -> schema.withObject("/properties/id").put("type", "integer"));
  }

  @Test
  void aTypeBecomesNullable() {
    assertRefused(
        "id: its type was [string] and is [string, null]",
        schema -> schema.withObject("/properties/id").putArray("type").add("string").add("null"));
  }

  @Test
  void theTypeInAMapChanges() {
    assertRefused(
        "counts.*: its type was [integer] and is [string]",
        schema ->
            schema.withObject("/properties/counts/additionalProperties").put("type", "string"));
  }

  @Test
  void aFormatChanges() {
    assertRefused(
        "since: the rule 'format' has changed",
        schema -> schema.withObject("/properties/since").put("format", "date"));
  }

  @Test
  void aKnownFieldBecomesRequired() {
    assertRefused(
        "state: is required now and was not",
        schema -> ((ArrayNode) schema.path("required")).add("state"));
  }

  @Test
  void aNewFieldIsRequired() {
    assertRefused(
        "url: is required now and was not",
        schema -> {
          schema.withObject("/properties/url").put("type", "string");
          ((ArrayNode) schema.path("required")).add("url");
        });
  }

  @Test
  void aRequiredFieldBecomesOptional() {
    assertRefused(
        "phases[].phase: is no longer required",
        schema -> schema.withObject("/properties/phases/items").remove("required"));
  }

  @Test
  void aWordIsGone() {
    assertRefused(
        "state: the known value 'resolved' is gone",
        schema -> ((ArrayNode) schema.at("/properties/state/examples")).remove(1));
  }

  @Test
  void aWordBelowIsGone() {
    assertRefused(
        "phases[].phase: the known value 'dns' is gone",
        schema ->
            schema.withObject("/properties/phases/items/properties/phase").remove("examples"));
  }

  @Test
  void anOpenVocabularyIsClosed() {
    assertRefused(
        "state: the rule 'enum' has changed",
        schema ->
            schema.withObject("/properties/state").putArray("enum").add("open").add("resolved"));
  }

  @Test
  void unknownFieldsAreForbidden() {
    assertRefused(
        ".*: what it may hold has changed", schema -> schema.put("additionalProperties", false));
  }

  private static void assertAllowed(Consumer<ObjectNode> change) {
    ObjectNode current = released();
    change.accept(current);
    assertThat(current).isNotEqualTo(released());
    assertThat(SchemaEvolution.violations(released(), current)).isEmpty();
  }

  private static void assertRefused(String violation, Consumer<ObjectNode> change) {
    JsonNode current = released();
    change.accept((ObjectNode) current);
    assertThat(SchemaEvolution.violations(released(), current)).containsExactly(violation);
  }

  private static ObjectNode released() {
    try {
      return (ObjectNode) Json.mapper().readTree(RELEASED);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
