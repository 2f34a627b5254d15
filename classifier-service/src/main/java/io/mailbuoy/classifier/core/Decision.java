package io.mailbuoy.classifier.core;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.TargetHealth;

/// What the classifier says.
public sealed interface Decision {
  /// A new revision of an alert.
  record Revised(Alert alert) implements Decision {}

  /// How a target is seen.
  record HealthSeen(TargetHealth health) implements Decision {}

  /// A target is not probed any more.
  record HealthGone(String targetId) implements Decision {}
}
