package io.mailbuoy.classifier.core.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.mailbuoy.classifier.core.correlation.IncidentReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An incident of the provider as it was last seen, and what it said before.
///
/// @param report what it says
/// @param firstSeenAt when its id was first seen
/// @param seenAt when it was first seen in this form
/// @param saidSince when it was first seen to say this; a form with another title or status says
///   the same
/// @param earlier what it said before, the oldest first, as far as it differs
public record KnownIncident(
    IncidentReport report,
    Instant firstSeenAt,
    Instant seenAt,
    Instant saidSince,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Version> earlier) {
  /// So many are kept; of more, the oldest stays and the next goes.
  private static final int KEPT = 16;

  /// What an incident said, and when that was first seen.
  public record Version(IncidentReport report, Instant seenAt) {}

  /// A form that was saved before versions were kept lacks the last two.
  public KnownIncident(
      IncidentReport report,
      Instant firstSeenAt,
      Instant seenAt,
      @Nullable Instant saidSince,
      @JsonProperty("earlier") @Nullable List<Version> earlier) {
    this.report = report;
    this.firstSeenAt = firstSeenAt;
    this.seenAt = seenAt;
    this.saidSince = saidSince == null ? seenAt : saidSince;
    this.earlier = earlier == null ? List.of() : List.copyOf(earlier);
  }

  /// An incident that is seen for the first time.
  public static KnownIncident first(IncidentReport report, Instant at) {
    return new KnownIncident(report, at, at, at, List.of());
  }

  public String id() {
    return report.id();
  }

  /// The same incident in a newer form.
  public KnownIncident now(IncidentReport newer, Instant at) {
    if (report.saysTheSameAs(newer)) {
      return new KnownIncident(newer, firstSeenAt, at, saidSince, earlier);
    }
    List<Version> before = new ArrayList<>(earlier);
    before.add(new Version(report, saidSince));
    if (before.size() > KEPT) {
      before.remove(1);
    }
    return new KnownIncident(newer, firstSeenAt, at, at, before);
  }

  /// All it has said, the oldest first.
  public List<Version> versions() {
    List<Version> all = new ArrayList<>(earlier);
    all.add(new Version(report, Objects.requireNonNull(saidSince)));
    return all;
  }
}
