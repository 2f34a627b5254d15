package io.mailbuoy.notifier;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Notification;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Tries the channels' templates with examples of every state and message, before an outage does.
public final class TemplateCheck {
  private TemplateCheck() {}

  /// What is wrong with them, each fault with channel, file and line.
  public static List<String> faults(MailbuoyConfig config) {
    List<String> faults = new ArrayList<>();
    new TreeMap<>(config.channels())
        .forEach((name, channel) -> {
          if (!channel.templates().given().isEmpty()) {
            faults.addAll(faults(name, channel, config));
          }
        });
    return faults;
  }

  private static Collection<String> faults(String name, ChannelConfig config, MailbuoyConfig all) {
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
}
