package io.mailbuoy.probe.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.wire.Deadline;
import io.mailbuoy.probe.wire.FaultException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The issues of a tenant. None at all is not believed lightly: Graph returns the history too, so
/// an empty list is more often a reading that brought no data than a tenant that never had an
/// issue.
public final class Issues {
  /// States of a service for which there must be an issue. Words that are not known prove nothing.
  private static final Set<String> TROUBLED =
      Set.of(
          "investigating",
          "servicedegradation",
          "serviceinterruption",
          "restoringservice",
          "extendedrecovery");

  private final Announcements list;
  private final Announcements overviews;
  private final Clock clock;

  /// @param root Graph's address with its version
  public Issues(Web web, String root, RequestBudget budget, Clock clock) {
    this.list = Announcements.issues(web, root, budget, clock);
    this.overviews = Announcements.overviews(web, root, budget, clock);
    this.clock = clock;
  }

  boolean readsAll() {
    return list.readsAll();
  }

  /// The issues that have changed since, or all where Graph refuses to filter.
  ///
  /// @param since a moment before the newest change that is known; absent where none is
  /// @throws FaultException also where Graph answers and says nothing
  List<JsonNode> read(Secret token, Optional<Instant> since, Deadline deadline)
      throws FaultException {
    Announcements.Reading reading = list.read(token, since, deadline);
    if (reading.found().isEmpty() && !reading.isWhole()) {
      reading = list.read(token, Optional.empty(), deadline);
    }
    if (reading.found().isEmpty()) {
      checkEmptiness(token, since, deadline);
    }
    return reading.found();
  }

  private void checkEmptiness(Secret token, Optional<Instant> since, Deadline deadline)
      throws FaultException {
    if (since.isPresent() && since.get().isAfter(clock.instant().minus(News.HISTORY))) {
      throw Announcements.protocolError("HTTP 200 without any issue, where there were some before");
    }
    List<JsonNode> services = overviews.read(token, Optional.empty(), deadline).found();
    if (services.stream().allMatch(each -> each.path("status").asText("").isBlank())) {
      throw Announcements.protocolError("HTTP 200 without any issue or state of a service");
    }
    for (JsonNode each : services) {
      String status = each.path("status").asText("");
      if (TROUBLED.contains(status.toLowerCase(Locale.ROOT))) {
        throw Announcements.protocolError(
            "HTTP 200 without any issue, while "
                + each.path("service").asText("a service")
                + " is in the state "
                + status);
      }
    }
  }
}
