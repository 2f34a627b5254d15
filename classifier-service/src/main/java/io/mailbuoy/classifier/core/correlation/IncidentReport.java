package io.mailbuoy.classifier.core.correlation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an incident of the provider's feed says, freed of its form.
///
/// @param service the feed's name of the service, in lower case
/// @param classification in lower case; `incident`, `advisory`, or a word that is not known
/// @param status as received; its words change with the vendor
/// @param standing what the status means
/// @param start when the provider says that it began
/// @param end when the provider says that it ended
/// @param said title, impact and scope in one text: lower case, plain apostrophes, no markup. Root
///   cause and next steps are left out, because they name what did not fail
public record IncidentReport(
    String id,
    String title,
    String service,
    String classification,
    String status,
    Standing standing,
    @Nullable Instant start,
    @Nullable Instant end,
    String said) {
  /// Whether the provider still stands by it.
  public enum Standing {
    /// It goes on.
    OPEN,
    /// The provider says that it is over.
    CLOSED,
    /// The provider says that there was nothing.
    WITHDRAWN
  }

  /// Whether an alert must show the difference between two forms of one incident.
  public boolean differsFrom(IncidentReport other) {
    return !equals(other);
  }
}
