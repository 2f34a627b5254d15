package io.mailbuoy.notifier.channel;

import io.mailbuoy.contracts.config.ChannelConfig;
import java.util.Arrays;

/// The kinds of channels, as they are named in the configuration and in receipts.
public enum ChannelKind {
  TEAMS("teams", Memory.MESSAGES),
  PAGERDUTY("pagerduty", Memory.INCIDENTS),
  EMAIL("email", Memory.MESSAGES),
  WEBHOOK("webhook", Memory.MESSAGES);

  private final String word;
  private final Memory memory;

  ChannelKind(String word, Memory memory) {
    this.word = word;
    this.memory = memory;
  }

  /// What the receiver makes of what it is sent.
  public enum Memory {
    /// Each message stands for itself, and a person reads it.
    MESSAGES,
    /// The receiver keeps one incident for each alert, which must be opened before it is closed.
    INCIDENTS
  }

  /// The kind of a configured channel.
  ///
  /// @throws IllegalArgumentException naming the channel, where the kind is not known
  public static ChannelKind of(String name, ChannelConfig channel) {
    return Arrays.stream(values())
        .filter(kind -> kind.word.equals(channel.type()))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "mailbuoy.channels." + name + ".type: must be teams, pagerduty, email or webhook"));
  }

  public String word() {
    return word;
  }

  public Memory memory() {
    return memory;
  }
}
