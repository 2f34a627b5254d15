package io.mailbuoy.notifier.channel.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Delivery.Told;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Notification;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// The CloudEvent of a notification in the [structured
/// mode](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md)
/// of HTTP: everything stands in the body, so that the signature covers it.
final class CloudEvent {
  static final String CONTENT_TYPE = "application/cloudevents+json";
  static final String SOURCE = "/mailbuoy/notifier-service";

  private CloudEvent() {}

  /// The extension attributes `action`, `reason` and `headline` say what a person would be told.
  static byte[] of(Notification notification, Message message) {
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("specversion", "1.0");
    event.put("id", id(notification));
    event.put("source", SOURCE);
    event.put("type", Topics.ALERTS.eventType());
    event.put("subject", notification.alert().alertId());
    event.put("time", notification.alert().occurredAt().toString());
    event.put("datacontenttype", "application/json");
    event.put("action", notification.action().name().toLowerCase(Locale.ROOT));
    event.put("reason", message.reason());
    event.put("headline", message.headline());
    event.set("data", Json.mapper().valueToTree(notification.alert()));
    try {
      return Json.mapper().writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("an event cannot be written", e);
    }
  }

  /// The same for every attempt to tell the same thing, and another for anything else: what is told
  /// follows from the alert's revision, the action, and what was told before.
  static String id(Notification notification) {
    String before = notification.told().map(Told::at).map(Object::toString).orElse("");
    String what =
        String.join(
            "\n",
            notification.alert().alertId(),
            Integer.toString(notification.alert().revision()),
            notification.action().name(),
            before);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
      return "msg_" + HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
