package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A Teams Workflows webhook. It answers 202 to an envelope with adaptive cards that Teams would
/// show, 400 to anything else, and 401 to a caller who does not know the secret in the URL.
public final class TeamsReceiver extends WebhookReceiver {
  /// The most bytes that Teams takes in one message.
  public static final int MAX_BYTES = 28 * 1024;

  private static final String PATH = "/workflows/7d1c0f5b2a3e4c6d8e9f/triggers/manual/paths/invoke";
  private static final String CARD_TYPE = "application/vnd.microsoft.card.adaptive";
  private static final String SECRET = "tB7-signature_of.the-testbed";
  private static final Set<String> VERSIONS = Set.of("1.0", "1.1", "1.2", "1.3", "1.4", "1.5");

  /// Elements of a card that must have something else to be shown.
  private static final Map<String, String> REQUIRED =
      Map.ofEntries(
          Map.entry("TextBlock", "text"),
          Map.entry("FactSet", "facts"),
          Map.entry("ColumnSet", "columns"),
          Map.entry("Column", "items"),
          Map.entry("Container", "items"),
          Map.entry("ActionSet", "actions"),
          Map.entry("RichTextBlock", "inlines"),
          Map.entry("Image", "url"),
          Map.entry("ImageSet", "images"),
          Map.entry("Table", "rows"));

  private TeamsReceiver() {
    super("testbed-teams");
  }

  /// Starts a webhook.
  public static TeamsReceiver start() {
    TeamsReceiver receiver = new TeamsReceiver();
    receiver.resume();
    return receiver;
  }

  /// Where to post, with the secret in its query.
  @Override
  public URI url() {
    return URI.create(
        origin() + PATH + "?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=" + SECRET);
  }

  /// The part of the URL that must not turn up in any log.
  public String secret() {
    return SECRET;
  }

  /// The cards that were accepted, oldest first.
  public List<JsonNode> cards() {
    List<JsonNode> cards = new ArrayList<>();
    for (Received request : accepted()) {
      request.json().path("attachments").forEach(each -> cards.add(each.path("content")));
    }
    return cards;
  }

  @Override
  Answer judge(Received request, Map<String, String> query) {
    if (!request.method().equals("POST") || !request.path().equals(PATH)) {
      return refusal(404, "WorkflowTriggerNotFound", "No such flow.");
    }
    if (!SECRET.equals(query.get("sig"))) {
      return refusal(401, "AuthorizationFailed", "The signature does not match.");
    }
    if (request.body().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return refusal(400, "RequestEntityTooLarge", "The message is larger than 28 KB.");
    }
    List<String> faults = new ArrayList<>();
    checkEnvelope(request.json(), faults);
    return faults.isEmpty()
        ? Answer.text(202, "")
        : refusal(400, "TriggerInputSchemaMismatch", String.join("; ", faults));
  }

  private static Answer refusal(int status, String code, String message) {
    ObjectNode root = Json.object();
    root.putObject("error").put("code", code).put("message", message);
    return Answer.json(status, root);
  }

  private static void checkEnvelope(JsonNode envelope, List<String> faults) {
    require(envelope.path("type").asText().equals("message"), "type is not 'message'", faults);
    JsonNode attachments = envelope.path("attachments");
    require(attachments.isArray() && !attachments.isEmpty(), "no attachments", faults);
    for (JsonNode attachment : attachments) {
      require(
          attachment.path("contentType").asText().equals(CARD_TYPE),
          "contentType is not " + CARD_TYPE,
          faults);
      checkCard(attachment.path("content"), faults);
    }
  }

  private static void checkCard(JsonNode card, List<String> faults) {
    require(
        card.path("type").asText().equals("AdaptiveCard"), "content is no AdaptiveCard", faults);
    require(
        card.path("version").isTextual() && VERSIONS.contains(card.path("version").asText()),
        "version is not among " + VERSIONS.stream().sorted().toList(),
        faults);
    JsonNode body = card.path("body");
    require(body.isArray() && !body.isEmpty(), "the card has no body", faults);
    body.forEach(element -> checkElement(element, faults));
    card.path("actions").forEach(action -> checkAction(action, faults));
  }

  private static void checkElement(JsonNode element, List<String> faults) {
    String type = element.path("type").asText();
    String required = REQUIRED.get(type);
    if (required == null) {
      faults.add("unknown element '" + type + "'");
      return;
    }
    require(!element.path(required).isMissingNode(), type + " without " + required, faults);
    element.path("items").forEach(item -> checkElement(item, faults));
    for (JsonNode column : element.path("columns")) {
      // A column may leave its type out; a table's columns have none at all.
      column.path("items").forEach(item -> checkElement(item, faults));
    }
    for (JsonNode fact : element.path("facts")) {
      require(
          fact.path("title").isTextual() && fact.path("value").isTextual(),
          "a fact needs title and value",
          faults);
    }
    element.path("actions").forEach(action -> checkAction(action, faults));
  }

  private static void checkAction(JsonNode action, List<String> faults) {
    require(
        action.path("type").asText().equals("Action.OpenUrl"),
        "a webhook's card can only have Action.OpenUrl",
        faults);
    require(action.path("url").isTextual(), "Action.OpenUrl without url", faults);
  }

  private static void require(boolean holds, String fault, List<String> faults) {
    if (!holds) {
      faults.add(fault);
    }
  }
}
