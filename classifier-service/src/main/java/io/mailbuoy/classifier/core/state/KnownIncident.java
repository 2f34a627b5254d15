package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.correlation.IncidentReport;
import java.time.Instant;

/// An incident of the provider as it was last seen.
///
/// @param report what it says
/// @param firstSeenAt when its id was first seen
/// @param seenAt when it was first seen in this form
public record KnownIncident(IncidentReport report, Instant firstSeenAt, Instant seenAt) {
  public String id() {
    return report.id();
  }
}
