package io.mailbuoy.notifier.channel.pagerduty;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.HttpSender;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import io.mailbuoy.notifier.channel.Templates;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Opens and closes incidents at PagerDuty:
/// <https://developer.pagerduty.com/docs/send-alert-event>.
public final class PagerDutyChannel implements Channel {
  private static final String PATH = "v2/enqueue";

  private final String name;
  private final Secret routingKey;
  private final Events events;
  private final HttpSender sender;

  /// PagerDuty publishes no fixed rate and answers 429 where there is too much.
  private final Pace pace = Pace.unlimited();

  private PagerDutyChannel(String name, Secret routingKey, Events events, HttpSender sender) {
    this.name = name;
    this.routingKey = routingKey;
    this.events = events;
    this.sender = sender;
  }

  /// @throws IllegalArgumentException naming the key, where one is missing or wrong
  public static PagerDutyChannel of(String name, ChannelConfig config, Duration timeout) {
    String path = "mailbuoy.channels." + name;
    Address address = Address.of(path, config);
    return new PagerDutyChannel(
        name,
        address.routingKey(),
        new Events(config.runbook(), Templates.of(path, config)),
        address.sender(PATH, config.tls(), timeout));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChannelKind kind() {
    return ChannelKind.PAGERDUTY;
  }

  @Override
  public Outcome deliver(Notification notification) {
    return sender.judge(sender.post(events.write(notification, routingKey.reveal())));
  }

  @Override
  public String preview(Notification notification) {
    return new String(
        events.write(notification, new Secret("").toString()), StandardCharsets.UTF_8);
  }

  @Override
  public List<String> templateFaults(Notification example) {
    return events.templates().faults(events.data(example));
  }

  @Override
  public Pace pace() {
    return pace;
  }
}
