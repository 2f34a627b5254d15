package io.mailbuoy.contracts.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Compares a schema with a released one. A reader of either version must be able to read events of
/// the other, so only optional fields and further words may be added.
final class SchemaEvolution {
  private static final Set<String> COMPARED_BELOW =
      Set.of("properties", "required", "items", "additionalProperties", "type");
  private static final Set<String> WORDS_ONLY =
      Set.of("$id", "$schema", "title", "description", "examples", "$comment", "default");

  private final List<String> violations = new ArrayList<>();

  private SchemaEvolution() {}

  /// What is not additive, each with its place; empty where all is well.
  static List<String> violations(JsonNode released, JsonNode current) {
    SchemaEvolution evolution = new SchemaEvolution();
    evolution.compare("", released, current);
    return evolution.violations;
  }

  private void compare(String place, JsonNode released, JsonNode current) {
    Set<String> before = texts(released.path("type"));
    Set<String> now = texts(current.path("type"));
    if (!before.equals(now)) {
      violation(place, "its type was " + before + " and is " + now);
    }
    properties(place, released, current);
    required(place, released, current);
    for (String word : texts(released.path("examples"))) {
      if (!texts(current.path("examples")).contains(word)) {
        violation(place, "the known value '" + word + "' is gone");
      }
    }
    inner(place + "[]", released.path("items"), current.path("items"));
    inner(
        place + ".*", released.path("additionalProperties"), current.path("additionalProperties"));
    everythingElse(place, released, current);
  }

  private void properties(String place, JsonNode released, JsonNode current) {
    released
        .path("properties")
        .properties()
        .forEach(entry -> {
          String below = place.isEmpty() ? entry.getKey() : place + "." + entry.getKey();
          JsonNode now = current.path("properties").path(entry.getKey());
          if (now.isMissingNode()) {
            violation(below, "is gone");
          } else {
            compare(below, entry.getValue(), now);
          }
        });
  }

  private void required(String place, JsonNode released, JsonNode current) {
    Set<String> before = texts(released.path("required"));
    Set<String> now = texts(current.path("required"));
    for (String field : difference(now, before)) {
      violation(place.isEmpty() ? field : place + "." + field, "is required now and was not");
    }
    for (String field : difference(before, now)) {
      violation(place.isEmpty() ? field : place + "." + field, "is no longer required");
    }
  }

  private void inner(String place, JsonNode released, JsonNode current) {
    if (released.isObject() && current.isObject()) {
      compare(place, released, current);
    } else if (!released.equals(current)) {
      violation(place, "what it may hold has changed");
    }
  }

  /// A rule that is not known here, for example a closed list, must not come, go or change.
  private void everythingElse(String place, JsonNode released, JsonNode current) {
    Set<String> keywords = new TreeSet<>();
    released.fieldNames().forEachRemaining(keywords::add);
    current.fieldNames().forEachRemaining(keywords::add);
    keywords.removeAll(COMPARED_BELOW);
    keywords.removeAll(WORDS_ONLY);
    for (String keyword : keywords) {
      if (!released.path(keyword).equals(current.path(keyword))) {
        violation(place, "the rule '" + keyword + "' has changed");
      }
    }
  }

  private void violation(String place, String what) {
    violations.add((place.isEmpty() ? "(the event)" : place) + ": " + what);
  }

  private static Set<String> texts(JsonNode node) {
    Set<String> texts = new LinkedHashSet<>();
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static Set<String> difference(Set<String> left, Set<String> right) {
    Set<String> difference = new LinkedHashSet<>(left);
    difference.removeAll(right);
    return difference;
  }
}
