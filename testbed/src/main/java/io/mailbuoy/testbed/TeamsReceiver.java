package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Teams Workflows webhook. It answers 202 to an envelope with adaptive cards that Teams would
/// show, 400 to anything else, and 401 to a caller who does not know the secret in the URL.
public final class TeamsReceiver extends WebhookReceiver {
  /// The most bytes that Teams takes in one message.
  public static final int MAX_BYTES = 28 * 1024;

  private static final String PATH = "/workflows/7d1c0f5b2a3e4c6d8e9f/triggers/manual/paths/invoke";
  private static final String CARD_TYPE = "application/vnd.microsoft.card.adaptive";
  private static final String SECRET = "tB7-signature_of.the-testbed";

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
      faults.addAll(AdaptiveCardCheck.faults(attachment.path("content")));
    }
  }

  private static void require(boolean holds, String fault, List<String> faults) {
    if (!holds) {
      faults.add(fault);
    }
  }
}
