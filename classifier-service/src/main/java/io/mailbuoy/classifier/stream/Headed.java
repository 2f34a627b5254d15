package io.mailbuoy.classifier.stream;

import io.mailbuoy.classifier.core.Decision;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.TargetHealth;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/// Decisions as records, with CloudEvents attributes and the trace of the record that they follow
/// from.
final class Headed {
  private static final String SOURCE = "/mailbuoy/classifier-service";

  private Headed() {}

  static Record<String, Decision> record(Decision decision, TraceParent cause, long timestamp) {
    return switch (decision) {
      case Decision.Revised(Alert alert) ->
          new Record<>(
              alert.alertId(),
              decision,
              Math.max(0, alert.occurredAt().toEpochMilli()),
              Topics.ALERTS.headers(alert, SOURCE, cause.child()));
      case Decision.HealthSeen(TargetHealth health) ->
          new Record<>(
              health.targetId(),
              decision,
              timestamp,
              Topics.TARGET_HEALTH.headers(health, SOURCE, cause.child()));
      case Decision.HealthGone(String targetId) ->
          new Record<>(targetId, decision, timestamp, new RecordHeaders());
    };
  }
}
