package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.state.ForeignFault;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;

/// What the classifier is told.
public sealed interface Event {
  /// A probe's result.
  record Observed(Observation observation) implements Event {}

  /// A target that is probed.
  record TargetKnown(Target target) implements Event {}

  /// A target that is not probed any more.
  record TargetGone(String targetId) implements Event {}

  /// An incident in the provider's feed.
  record IncidentSeen(ServiceIncident incident) implements Event {}

  /// Somebody changed something on our side.
  record Changed(ChangeEvent change) implements Event {}

  /// Another tenant has a fault, or has it no more.
  record SeenElsewhere(ForeignFault fault) implements Event {}

  /// Nothing but time.
  ///
  /// @param at in milliseconds since 1970
  record TimePassed(long at) implements Event {}
}
