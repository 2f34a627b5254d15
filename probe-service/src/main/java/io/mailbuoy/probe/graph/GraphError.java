package io.mailbuoy.probe.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Json;

/// Graph's error in one line. Service health wraps its own error, as text that is JSON, into
/// Graph's message, sometimes twice.
final class GraphError {
  private static final int DEEPEST = 4;
  private static final int LONGEST = 300;

  private GraphError() {}

  /// For example `UnknownError: forbidden: …`. A body that is no such error is left out.
  static String text(String body) {
    JsonNode error = parse(body).path("error");
    return unwrap(error, 0);
  }

  private static String unwrap(JsonNode node, int depth) {
    if (node.isTextual()) {
      JsonNode inner = parse(node.asText());
      return inner.isObject() && depth < DEEPEST ? unwrap(inner, depth + 1) : cut(node.asText());
    }
    String code = node.path("code").asText("");
    JsonNode message = node.has("message") ? node.path("message") : node.path("error");
    String rest = message.isMissingNode() ? "" : unwrap(message, depth + 1);
    return code.isEmpty() || rest.isEmpty() ? code + rest : code + ": " + rest;
  }

  private static JsonNode parse(String text) {
    try {
      JsonNode node = Json.mapper().readTree(text);
      return node == null ? Json.mapper().missingNode() : node;
    } catch (JsonProcessingException e) {
      return Json.mapper().missingNode();
    }
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
