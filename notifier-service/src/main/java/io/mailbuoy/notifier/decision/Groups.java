package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertFields;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which channels wait for more to tell, and what they tell together then.
///
/// @param waiting by channel
public record Groups(Map<String, Wait> waiting) {
  public Groups {
    waiting = Map.copyOf(waiting);
  }

  /// How a channel waits.
  ///
  /// @param length from what is to be told first
  /// @param by fields in which the alerts of one message agree
  public record Wait(Duration length, List<String> by) {
    public Wait {
      by = List.copyOf(by);
    }
  }

  public static Groups none() {
    return new Groups(Map.of());
  }

  public static Groups of(MailbuoyConfig config) {
    Map<String, Wait> waiting = new HashMap<>();
    config
        .channels()
        .forEach((name, channel) ->
            channel
                .groupWait()
                .ifPresent(length ->
                    waiting.put(name, new Wait(length, channel.groupBy().orElse(List.of())))));
    return new Groups(waiting);
  }

  /// How long the channel waits; empty where it does not.
  public Optional<Duration> wait(String channel) {
    return Optional.ofNullable(waiting.get(channel)).map(Wait::length);
  }

  /// What the alerts of one message have in common.
  public List<List<Object>> key(String channel, Alert alert) {
    Wait wait = waiting.get(channel);
    return wait == null
        ? List.of()
        : wait.by().stream().map(field -> values(field, alert)).toList();
  }

  private static List<Object> values(String name, Alert alert) {
    AlertFields.Field field = AlertFields.all().get(name);
    return field == null ? List.of() : field.values().apply(alert).toList();
  }
}
