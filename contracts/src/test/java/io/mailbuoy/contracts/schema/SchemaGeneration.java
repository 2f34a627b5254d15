package io.mailbuoy.contracts.schema;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import io.mailbuoy.contracts.SourceComments;
import io.mailbuoy.contracts.event.Code;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.kafka.Topic;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes the JSON Schema of an event from its record, its comments and its samples.
final class SchemaGeneration {
  private final Topic<?> topic;
  private final Components components;
  private final SourceComments comments;

  private SchemaGeneration(Topic<?> topic) {
    this.topic = topic;
    this.components = new Components(topic);
    this.comments = SourceComments.of("event/" + topic.value().getSimpleName() + ".java");
  }

  /// `probe-result` for `mailbuoy.probe-result.v1`.
  static String typeOf(Topic<?> topic) {
    return topic.eventType().substring("mailbuoy.".length()).replaceFirst("\\.v\\d+$", "");
  }

  /// The schema as it is to be committed.
  static String text(Topic<?> topic) {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return Json.mapper().writer(printer).writeValueAsString(schema(topic)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static ObjectNode schema(Topic<?> topic) {
    return new SchemaGeneration(topic).generate();
  }

  private ObjectNode generate() {
    SchemaGeneratorConfigBuilder builder =
        new SchemaGeneratorConfigBuilder(
                Json.mapper(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(new JacksonModule())
            .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES, Option.INLINE_ALL_SCHEMAS);
    builder
        .forTypesInGeneral()
        .withPropertySorter((_, _) -> 0) // as declared
        .withDescriptionResolver(scope ->
            topic.value().equals(scope.getType().getErasedType())
                ? comments.text(topic.value().getSimpleName())
                : null)
        .withCustomDefinitionProvider(SchemaGeneration::scalar);
    builder
        .forFields()
        .withRequiredCheck(field -> components.required(declaring(field), field.getName()))
        .withNullableCheck(
            field -> component(field).getAnnotatedType().isAnnotationPresent(Nullable.class))
        .withDescriptionResolver(this::describe);
    ObjectNode body = new SchemaGenerator(builder.build()).generateSchema(topic.value());
    ObjectNode schema = Json.mapper().createObjectNode();
    schema.set("$schema", body.remove("$schema"));
    schema.put("$id", "urn:mailbuoy:schema:" + typeOf(topic) + ".v1");
    schema.put("title", topic.eventType());
    schema.set("description", body.remove("description"));
    schema.setAll(body);
    if (topic.value().equals(ProbeResult.class)) {
      failureNeedsItsReason(schema);
    }
    return schema;
  }

  /// A rule between two fields, which [ProbeResult]'s constructor holds and a type cannot.
  private static void failureNeedsItsReason(ObjectNode schema) {
    schema.putObject("if").putObject("properties").putObject("outcome").put("const", "failure");
    schema.putObject("then").putArray("required").add("failure");
  }

  private static @Nullable CustomDefinition scalar(
      ResolvedType type, SchemaGenerationContext context) {
    ObjectNode node = context.getGeneratorConfig().createObjectNode();
    Class<?> erased = type.getErasedType();
    if (erased.equals(Instant.class)) {
      node.put("type", "string").put("format", "date-time");
    } else if (erased.equals(Open.class)) {
      ArrayNode known = node.put("type", "string").putArray("examples");
      words(type.getTypeParameters().getFirst().getErasedType()).forEach(known::add);
    } else if (erased.equals(JsonNode.class)) {
      node.put("type", "object").putObject("properties").putObject("id").put("type", "string");
      node.putArray("required").add("id");
    } else {
      return null;
    }
    return new CustomDefinition(
        node, CustomDefinition.DefinitionType.INLINE, CustomDefinition.AttributeInclusion.YES);
  }

  private @Nullable String describe(FieldScope field) {
    if (field.isFakeContainerItemScope()) {
      return null; // the container has it
    }
    String text = comments.text(declaring(field).getSimpleName() + "." + field.getName());
    if (field.getType().getErasedType().equals(Open.class)) {
      String open = "Other words than the examples may come and then mean `unknown`.";
      return text.isEmpty() ? open : sentence(text) + " " + open;
    }
    return text.isEmpty() ? null : sentence(text);
  }

  private static String sentence(String text) {
    String capital = Character.toUpperCase(text.charAt(0)) + text.substring(1);
    return capital.endsWith(".") ? capital : capital + ".";
  }

  static List<String> words(Class<?> vocabulary) {
    return Arrays.stream(vocabulary.getEnumConstants())
        .map(Code.class::cast)
        .map(Code::text)
        .collect(Collectors.toList());
  }

  private static Class<?> declaring(FieldScope field) {
    return field.getDeclaringType().getErasedType();
  }

  private static RecordComponent component(FieldScope field) {
    return Arrays.stream(declaring(field).getRecordComponents())
        .filter(component -> component.getName().equals(field.getName()))
        .findFirst()
        .orElseThrow();
  }
}
