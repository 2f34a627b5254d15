package io.mailbuoy.notifier;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.email.EmailChannel;
import io.mailbuoy.notifier.channel.pagerduty.PagerDutyChannel;
import io.mailbuoy.notifier.channel.teams.TeamsChannel;
import io.mailbuoy.notifier.channel.webhook.WebhookChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Makes the configured channels.
public final class Channels {
  private Channels() {}

  /// @throws IllegalArgumentException naming the key, where a channel's settings cannot be used
  public static List<Channel> of(MailbuoyConfig config) {
    return config.channels().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> of(entry.getKey(), entry.getValue(), config))
        .toList();
  }

  static Channel of(String name, ChannelConfig channel, MailbuoyConfig config) {
    Duration timeout = config.notifier().timeout();
    return switch (ChannelKind.of(name, channel)) {
      case TEAMS -> TeamsChannel.of(name, channel, timeout);
      case PAGERDUTY -> PagerDutyChannel.of(name, channel, timeout);
      case EMAIL -> EmailChannel.of(name, channel, config.tenants(), timeout);
      case WEBHOOK -> WebhookChannel.of(name, channel, timeout);
    };
  }
}
