package io.mailbuoy.notifier.channel.pagerduty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Text;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The event of a notification in Events API v2. Its texts are bounded so that it stays far below
/// the 512 KB that PagerDuty takes.
final class Event {
  private static final int LONGEST_SUMMARY = 1_024;
  private static final int LONGEST_KEY = 255;
  private static final int LONGEST_LINE = 500;

  private Event() {}

  static byte[] of(Notification notification, String routingKey) {
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("routing_key", routingKey);
    event.put("event_action", action(notification.action()));
    event.put("dedup_key", dedupKey(notification.alert().alertId()));
    Message message = Message.of(notification);
    event.set("payload", payload(notification, message));
    event.put("client", "Mailbuoy");
    ArrayNode links = event.putArray("links");
    message.links().stream()
        .limit(10)
        .forEach(link -> links.addObject().put("href", link.href()).put("text", link.text()));
    try {
      return Json.mapper().writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("an event cannot be written", e);
    }
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

  private static ObjectNode payload(Notification notification, Message message) {
    Alert alert = notification.alert();
    ObjectNode payload = Json.mapper().createObjectNode();
    String tenant = alert.tenant();
    payload.put(
        "summary", Text.clip(message.title() + " (" + message.headline() + ")", LONGEST_SUMMARY));
    payload.put("source", Text.clip(tenant == null ? "mailbuoy" : tenant, LONGEST_KEY));
    payload.put("severity", severity(alert));
    payload.put("timestamp", alert.impact().since().toString());
    payload.put("component", Text.clip(alert.service(), LONGEST_KEY));
    payload.put("group", alert.protocol().text());
    payload.put("class", alert.verdict().cause().text());
    ObjectNode details = payload.putObject("custom_details");
    details.put("headline", message.headline());
    details.put("reason", message.reason());
    details.put("summary", message.summary());
    message.facts().forEach(fact -> details.put(fact.label(), Text.clip(fact.value(), 1_000)));
    Text.shortened(message.evidence(), 50, LONGEST_LINE).forEach(details.putArray("evidence")::add);
    Text.shortened(message.advice(), 20, LONGEST_LINE).forEach(details.putArray("advice")::add);
    details.put("alert", alert.alertId());
    details.put("revision", alert.revision());
    return payload;
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
