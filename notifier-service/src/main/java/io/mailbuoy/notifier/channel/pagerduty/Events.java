package io.mailbuoy.notifier.channel.pagerduty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Templates;
import io.mailbuoy.notifier.channel.Templates.Part;
import io.mailbuoy.notifier.channel.Text;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// Writes events of Events API v2. Their texts are bounded so that each stays far below the 512 KB
/// that PagerDuty takes.
record Events(Optional<String> runbook, Templates templates) {
  private static final int LONGEST_SUMMARY = 1_024;
  private static final int LONGEST_KEY = 255;
  private static final int LONGEST_LINE = 500;
  private static final int MOST_LINES = 50;
  private static final int MOST_ADVICE = 20;
  private static final int MOST_LINKS = 10;

  /// Of what a template makes, in bytes; the rest of an event takes a few KB.
  private static final int LARGEST_DETAILS = 400_000;

  byte[] write(Notification notification, String routingKey) {
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("routing_key", routingKey);
    event.put("event_action", action(notification.action()));
    event.put("dedup_key", dedupKey(notification.alert().alertId()));
    Message message = Message.of(notification, runbook);
    event.set("payload", payload(notification, message));
    event.put("client", "Mailbuoy");
    message.pages().stream().findFirst().ifPresent(page -> event.put("client_url", page.href()));
    ArrayNode links = event.putArray("links");
    message.pages().stream()
        .limit(MOST_LINKS)
        .forEach(link -> links.addObject().put("href", link.href()).put("text", link.text()));
    try {
      return Json.mapper().writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("an event cannot be written", e);
    }
  }

  Map<String, Object> data(Notification notification) {
    return Templates.data(notification, Message.of(notification, runbook), MOST_LINES);
  }

  /// An update is a trigger with the same key, which PagerDuty adds to the open incident without
  /// paging anybody.
  private static String action(Action action) {
    return switch (action) {
      case TRIGGER, UPDATE, EPISODE -> "trigger";
      case ACKNOWLEDGE -> "acknowledge";
      case RESOLVE -> "resolve";
    };
  }

  private ObjectNode payload(Notification notification, Message message) {
    Alert alert = notification.alert();
    ObjectNode payload = Json.mapper().createObjectNode();
    String tenant = alert.tenant();
    payload.put(
        "summary",
        Text.clip(
            Text.line(
                templates
                    .tryRender(Part.SUMMARY, data(notification))
                    .orElseGet(() -> message.title() + " (" + message.headline() + ")")),
            LONGEST_SUMMARY));
    payload.put("source", Text.clip(tenant == null ? "mailbuoy" : tenant, LONGEST_KEY));
    payload.put("severity", severity(alert));
    payload.put("timestamp", alert.impact().since().toString());
    payload.put("component", Text.clip(alert.service(), LONGEST_KEY));
    payload.put("group", alert.protocol().text());
    payload.put("class", alert.verdict().cause().text());
    payload.set(
        "custom_details", ownDetails(notification).orElseGet(() -> details(alert, message)));
    return payload;
  }

  private Optional<JsonNode> ownDetails(Notification notification) {
    return templates
        .tryRender(Part.DETAILS, data(notification))
        .filter(text -> text.getBytes(StandardCharsets.UTF_8).length <= LARGEST_DETAILS)
        .map(Events::tree);
  }

  private static JsonNode tree(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the templates have checked it", e);
    }
  }

  private static JsonNode details(Alert alert, Message message) {
    ObjectNode details = Json.mapper().createObjectNode();
    details.put("headline", message.headline());
    details.put("reason", message.reason());
    details.put("summary", message.summary());
    message.facts().forEach(fact -> details.put(fact.label(), Text.clip(fact.value(), 1_000)));
    Text.shortened(message.evidence(), MOST_LINES, LONGEST_LINE)
        .forEach(details.putArray("evidence")::add);
    Text.shortened(message.advice(), MOST_ADVICE, LONGEST_LINE)
        .forEach(details.putArray("advice")::add);
    details.put("alert", alert.alertId());
    details.put("revision", alert.revision());
    return details;
  }

  private static String severity(Alert alert) {
    return switch (alert.severity().value()) {
      case CRITICAL, UNKNOWN -> "critical";
      case WARNING -> "warning";
      case INFO -> "info";
    };
  }

  /// The alert's id, or its digest where it is too long for a key.
  static String dedupKey(String alertId) {
    if (alertId.length() <= LONGEST_KEY) {
      return alertId;
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(alertId.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
