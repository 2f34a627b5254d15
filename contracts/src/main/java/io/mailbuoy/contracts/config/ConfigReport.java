package io.mailbuoy.contracts.config;

import java.util.List;

/// What a check of the configuration found.
///
/// @param faults what stops the start
/// @param warnings what works and should not stay so
public record ConfigReport(List<ConfigFault> faults, List<ConfigFault> warnings) {
  public ConfigReport {
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
  }

  public boolean usable() {
    return faults.isEmpty();
  }
}
