package io.mailbuoy.notifier.channel.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.notifier.channel.Fingerprint;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.GroupMessage;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Occasion;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;

/// The CloudEvent of a notification in the [structured
/// mode](https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md)
/// of HTTP: everything stands in the body, so that the signature covers it.
final class CloudEvent {
  static final String CONTENT_TYPE = "application/cloudevents+json";
  static final String SOURCE = "/mailbuoy/notifier-service";
  static final String DIGEST_TYPE = "mailbuoy.alert-digest.v1";
  static final String GROUP_TYPE = "mailbuoy.alert-group.v1";
  private static final String PREFIX = "msg_";

  /// So many are shown whole: an alert is some kilobytes, and many receivers take a megabyte.
  static final int MOST_ALERTS = 200;

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
    event.put("action", action(notification));
    event.put("reason", message.reason());
    event.put("headline", message.headline());
    event.set("data", Json.mapper().valueToTree(notification.alert()));
    return bytes(event);
  }

  /// Of several alerts: what a person would be told of each, and the alert.
  static byte[] of(Group group, GroupMessage message) {
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("specversion", "1.0");
    event.put("id", id(group));
    event.put("source", SOURCE);
    event.put("type", group.occasion() instanceof Occasion.Digest ? DIGEST_TYPE : GROUP_TYPE);
    event.put("time", group.at().toString());
    event.put("datacontenttype", "application/json");
    event.put("headline", message.headline());
    ObjectNode data = event.putObject("data");
    if (group.occasion() instanceof Occasion.Digest(Duration period)) {
      data.put("period", period.toString());
    } else {
      data.put("occasion", message.occasion());
    }
    data.put("count", group.entries().size());
    ArrayNode alerts = data.putArray("alerts");
    for (Group.Entry entry : group.entries().stream().limit(MOST_ALERTS).toList()) {
      ObjectNode each = alerts.addObject();
      each.put("action", action(entry.notification()));
      each.put("reason", entry.notification().reason());
      each.set("alert", Json.mapper().valueToTree(entry.notification().alert()));
    }
    // They count as told, so they are named at least.
    ArrayNode others = data.putArray("others");
    for (Group.Entry entry : group.entries().stream().skip(MOST_ALERTS).toList()) {
      ObjectNode each = others.addObject();
      each.put("action", action(entry.notification()));
      each.put("alertId", entry.notification().alert().alertId());
    }
    return bytes(event);
  }

  private static String action(Notification notification) {
    return notification.action().name().toLowerCase(Locale.ROOT);
  }

  private static byte[] bytes(ObjectNode event) {
    try {
      return Json.mapper().writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("an event cannot be written", e);
    }
  }

  /// The same for every attempt to tell the same thing, and another for anything else.
  static String id(Notification notification) {
    return PREFIX + Fingerprint.of(Group.identity(notification));
  }

  static String id(Group group) {
    return PREFIX + group.id();
  }
}
