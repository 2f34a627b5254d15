package io.mailbuoy.standalone.up;

import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.standalone.broker.Cluster;
import io.mailbuoy.standalone.broker.TopicTail;
import io.mailbuoy.standalone.broker.TopicTail.Listener;
import java.util.List;

/// Follows alerts and receipts from now on and announces each.
final class EventTicker {
  private EventTicker() {}

  static TopicTail start(Cluster cluster, Announcer announcer) {
    return TopicTail.start(
        cluster,
        TopicTail.From.END,
        List.of(
            new Listener<>(Topics.ALERTS, announcer::alert),
            new Listener<>(Topics.DELIVERIES, announcer::delivery)),
        announcer);
  }
}
