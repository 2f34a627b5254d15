package io.mailbuoy.notifier;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.decision.Reason;
import io.mailbuoy.notifier.decision.Routing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Shows what would be sent without sending it, and without any framework.
public final class Preview {
  private Preview() {}

  /// The message of an alert in the form of each configured channel, by the channel's name. No
  /// secret is in it.
  ///
  /// @throws IllegalArgumentException naming the key, where a channel's settings cannot be used
  public static Map<String, String> render(MailbuoyConfig config, Alert alert) {
    boolean over = alert.state().is(AlertState.RESOLVED);
    Notification notification =
        new Notification(
            alert,
            over ? Action.RESOLVE : Action.TRIGGER,
            (over ? Reason.ENDED : Reason.OPENED).words(),
            Optional.empty(),
            alert.occurredAt());
    Map<String, String> texts = new LinkedHashMap<>();
    for (Channel channel : Channels.of(config)) {
      texts.put(channel.name(), channel.preview(notification));
    }
    return texts;
  }

  /// What is wrong with the channels' templates, each fault with channel, file and line. They are
  /// tried with examples of every state and message.
  public static List<String> templateFaults(MailbuoyConfig config) {
    List<String> faults = new ArrayList<>();
    new TreeMap<>(config.channels())
        .forEach((name, channel) -> {
          if (!channel.templates().given().isEmpty()) {
            faults.addAll(templateFaults(name, channel, config));
          }
        });
    return faults;
  }

  private static Collection<String> templateFaults(
      String name, ChannelConfig config, MailbuoyConfig all) {
    Map<String, String> examples = new LinkedHashMap<>();
    try {
      Channel channel = Channels.of(name, config, all);
      for (Notification example : Examples.all()) {
        channel
            .templateFaults(example)
            .forEach(fault -> examples.putIfAbsent(fault, Examples.name(example)));
      }
    } catch (IllegalArgumentException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
    return examples.entrySet().stream()
        .map(fault ->
            "mailbuoy.channels."
                + name
                + ".templates: "
                + fault.getKey()
                + " (example: "
                + fault.getValue()
                + ")")
        .toList();
  }

  /// The channels that an alert would go to, in the order of the route that fits.
  public static List<String> routed(MailbuoyConfig config, Alert alert) {
    return Routing.of(config).plan(alert).channels();
  }
}
