package io.mailbuoy.contracts.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a target is seen now, from each location that probes it.
public record TargetHealth(
    String targetId,
    @Nullable String tenant,
    String service,
    Open<Protocol> protocol,
    Open<Role> role,
    List<AtLocation> locations) {
  public TargetHealth {
    Require.text("targetId", targetId);
    Require.text("service", service);
    Require.present("protocol", protocol);
    Require.present("role", role);
    locations = Require.list("locations", locations);
  }

  /// The view from one location.
  ///
  /// @param since when this state began
  /// @param failureRatio share of recent first attempts that failed, from 0 to 1
  /// @param phaseMillis a smoothed duration of each phase of successful probes, in milliseconds
  /// @param lastKind the kind of the last failure
  /// @param updatedAt time of the last result
  public record AtLocation(
      String location,
      Open<HealthState> state,
      Instant since,
      double failureRatio,
      Map<String, Long> phaseMillis,
      @Nullable Open<FailureKind> lastKind,
      Instant updatedAt) {
    /// @throws IllegalArgumentException naming the field, where one is missing
    public AtLocation {
      Require.text("locations[].location", location);
      Require.present("locations[].state", state);
      Require.present("locations[].since", since);
      Require.finite("locations[].failureRatio", failureRatio);
      Require.present("locations[].updatedAt", updatedAt);
      phaseMillis = Require.map("phaseMillis", phaseMillis);
    }
  }
}
