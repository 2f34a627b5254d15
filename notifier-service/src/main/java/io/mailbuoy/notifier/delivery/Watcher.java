package io.mailbuoy.notifier.delivery;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import java.time.Duration;

/// Is told what the pipeline does, for logs and metrics. It changes nothing.
public interface Watcher {
  void decided(Alert alert, String channel, Decision decision);

  void attempted(Alert alert, String channel, Decision.Send send, Outcome outcome, Duration took);

  /// No route fits, so nobody is told.
  void unrouted(Alert alert);
}
