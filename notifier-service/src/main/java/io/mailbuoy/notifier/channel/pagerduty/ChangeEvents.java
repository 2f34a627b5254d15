package io.mailbuoy.notifier.channel.pagerduty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.notifier.channel.HttpSender;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Text;
import java.io.UncheckedIOException;
import java.time.Duration;

/// Shows deployments and changed settings beside the incidents:
/// <https://developer.pagerduty.com/docs/send-change-events>. They page nobody.
public final class ChangeEvents {
  private static final String PATH = "v2/change/enqueue";
  private static final int LONGEST_SUMMARY = 1_024;
  private static final int MOST_TARGETS = 50;
  private static final int LONGEST_NAME = 255;

  private final Secret routingKey;
  private final HttpSender sender;

  private ChangeEvents(Secret routingKey, HttpSender sender) {
    this.routingKey = routingKey;
    this.sender = sender;
  }

  /// @throws IllegalArgumentException naming the key, where one is missing or wrong
  public static ChangeEvents of(String name, ChannelConfig config, Duration timeout) {
    Address address = Address.of("mailbuoy.channels." + name, config);
    return new ChangeEvents(address.routingKey(), address.sender(PATH, config.tls(), timeout));
  }

  /// Makes one attempt; never throws.
  public Outcome tell(ChangeEvent change) {
    return sender.judge(sender.post(write(change)));
  }

  private byte[] write(ChangeEvent change) {
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("routing_key", routingKey.reveal());
    ObjectNode payload = event.putObject("payload");
    payload.put("summary", Text.clip(Text.line(change.summary()), LONGEST_SUMMARY));
    payload.put("timestamp", change.at().toString());
    payload.put("source", Text.clip(change.tenant(), LONGEST_NAME));
    ObjectNode details = payload.putObject("custom_details");
    Text.shortened(change.scope(), MOST_TARGETS, LONGEST_NAME)
        .forEach(details.putArray("scope")::add);
    String by = change.by();
    if (by != null) {
      details.put("by", Text.clip(by, LONGEST_NAME));
    }
    String url = change.url();
    if (url != null) {
      event.putArray("links").addObject().put("href", url).put("text", "The change");
    }
    try {
      return Json.mapper().writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("an event cannot be written", e);
    }
  }
}
