package io.mailbuoy.notifier.channel;

/// What a message does.
public enum Action {
  /// The first that a channel hears of an alert.
  TRIGGER,
  /// Something changed that a person wants to know.
  UPDATE,
  /// Somebody has taken the alert.
  ACKNOWLEDGE,
  /// The alert ended.
  RESOLVE,
  /// The alert began and ended while the channel could not be told: one message that says both.
  EPISODE
}
