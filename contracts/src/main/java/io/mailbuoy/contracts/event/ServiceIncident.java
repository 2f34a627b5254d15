package io.mailbuoy.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/// An incident of the provider as its feed showed it at one moment. Its reading is the
/// classifier's.
///
/// @param tenant whose feed it was
/// @param observedAt when we saw it in this form
/// @param source `graph`; `message-centre` for a post, which is no incident; `status-page`; or the
///   name of another feed
/// @param incident a Graph v1.0 `serviceHealthIssue`, or for a post a `serviceUpdateMessage`, as
///   received. Only its `id` is stable
public record ServiceIncident(String tenant, Instant observedAt, String source, JsonNode incident) {
  /// @throws IllegalArgumentException naming the field, where one is missing
  public ServiceIncident {
    Require.text("tenant", tenant);
    Require.present("observedAt", observedAt);
    source = Require.textOr(source, "graph");
    Require.present("incident", incident);
    Require.text("incident.id", incident.path("id").asText(""));
  }

  /// The incident's id, for example `EX1215307`.
  public String incidentId() {
    return incident.path("id").asText();
  }
}
