package io.mailbuoy.contracts.docs;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.Repository;
import io.mailbuoy.contracts.event.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/// The AsyncAPI document, as far as it says who is on which topic.
final class AsyncApi {
  private final JsonNode document;

  private AsyncApi(JsonNode document) {
    this.document = document;
  }

  static AsyncApi committed() {
    String text =
        Repository.read("contracts/src/main/resources/io/mailbuoy/contracts/asyncapi.yaml");
    return new AsyncApi(Json.mapper().valueToTree(new Yaml().load(text)));
  }

  JsonNode document() {
    return document;
  }

  /// Address to channel, without the dead letters.
  Map<String, JsonNode> channels() {
    Map<String, JsonNode> channels = new TreeMap<>();
    document
        .path("channels")
        .properties()
        .forEach(entry -> {
          if (!entry.getKey().equals("deadLetters")) {
            channels.put(entry.getValue().path("address").asText(), entry.getValue());
          }
        });
    return channels;
  }

  /// The one message of a channel.
  JsonNode message(JsonNode channel) {
    List<JsonNode> messages =
        Stream.of(channel.path("messages")).flatMap(JsonNode::valueStream).toList();
    if (messages.size() != 1) {
      throw new IllegalStateException("not one message on " + channel.path("address"));
    }
    return resolved(messages.getFirst());
  }

  /// Who sends to a topic or receives from it, in the order of the document.
  List<String> parties(String address, String action) {
    return document
        .path("operations")
        .valueStream()
        .filter(operation -> operation.path("action").asText().equals(action))
        .filter(operation ->
            resolved(operation.path("channel")).path("address").asText().equals(address))
        .map(operation -> operation.path("tags").path(0).path("name").asText())
        .toList();
  }

  /// Follows a reference within the document.
  JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.startsWith("#") ? document.at(reference.substring(1)) : node;
  }
}
