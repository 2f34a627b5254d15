package io.mailbuoy.notifier.delivery;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import java.time.Duration;

/// Is told what the pipeline does. It changes nothing of it.
public interface Watcher {
  void decided(Alert alert, String channel, Decision decision);

  void attempted(Alert alert, String channel, Decision.Send send, Outcome outcome, Duration took);

  /// A message about several alerts was attempted.
  void attemptedGroup(String channel, Group group, Outcome outcome, Duration took);

  /// No route fits, so nobody is told.
  void unrouted(Alert alert);

  /// Tells two.
  static Watcher both(Watcher one, Watcher other) {
    return new Watcher() {
      @Override
      public void decided(Alert alert, String channel, Decision decision) {
        one.decided(alert, channel, decision);
        other.decided(alert, channel, decision);
      }

      @Override
      public void attempted(
          Alert alert, String channel, Decision.Send send, Outcome outcome, Duration took) {
        one.attempted(alert, channel, send, outcome, took);
        other.attempted(alert, channel, send, outcome, took);
      }

      @Override
      public void attemptedGroup(String channel, Group group, Outcome outcome, Duration took) {
        one.attemptedGroup(channel, group, outcome, took);
        other.attemptedGroup(channel, group, outcome, took);
      }

      @Override
      public void unrouted(Alert alert) {
        one.unrouted(alert);
        other.unrouted(alert);
      }
    };
  }
}
