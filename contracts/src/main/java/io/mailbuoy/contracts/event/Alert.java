package io.mailbuoy.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is broken, whose fault it is and what helps: one revision of one episode.
///
/// @param alertId stable for one episode; a new episode gets a new one
/// @param revision 1, 2, 3, …
/// @param state whether the episode goes on
/// @param transition why this revision exists
/// @param occurredAt event time of what led to this revision
/// @param tenant whose mailboxes fail; absent where the targets have no tenant
/// @param title one line, constant in meaning over an episode
/// @param summary a few sentences for a person who has just been woken
/// @param incidents incidents of the provider that have to do with it, best first
/// @param provider whether the provider has said so
/// @param evidence facts with their numbers, from which the verdict follows
/// @param advice what helps now
/// @param detectedAt event time of the first revision
/// @param resolvedAt when it ended; null while it goes on
public record Alert(
    String alertId,
    int revision,
    Open<AlertState> state,
    Open<Transition> transition,
    Instant occurredAt,
    @Nullable String tenant,
    String service,
    Open<Protocol> protocol,
    Open<Severity> severity,
    String title,
    String summary,
    Verdict verdict,
    Impact impact,
    List<IncidentLink> incidents,
    ProviderStatement provider,
    List<String> evidence,
    List<String> advice,
    Instant detectedAt,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant resolvedAt) {
  /// @throws IllegalArgumentException naming the field, where one is missing
  public Alert {
    Require.text("alertId", alertId);
    Require.present("state", state);
    Require.present("transition", transition);
    Require.present("occurredAt", occurredAt);
    Require.text("service", service);
    Require.present("protocol", protocol);
    Require.present("severity", severity);
    Require.text("title", title);
    summary = summary == null ? "" : summary;
    Require.present("verdict", verdict);
    Require.present("impact", impact);
    Require.present("detectedAt", detectedAt);
    if (revision < 1) {
      throw new IllegalArgumentException("the field 'revision' must be 1 or more, not " + revision);
    }
    incidents = Require.list("incidents", incidents);
    provider = provider == null ? new ProviderStatement(false, null, null) : provider;
    evidence = Require.list("evidence", evidence);
    advice = Require.list("advice", advice);
  }

  /// Whose fault, what, how, and how sure.
  ///
  /// @param confidence from 0 to 1
  public record Verdict(
      Open<FaultDomain> faultDomain, Open<Cause> cause, Open<Pattern> pattern, double confidence) {
    public Verdict {
      Require.present("verdict.faultDomain", faultDomain);
      Require.present("verdict.cause", cause);
      Require.present("verdict.pattern", pattern);
      Require.finite("verdict.confidence", confidence);
    }
  }

  /// Who is hit, since when, and what still works.
  ///
  /// @param since the estimated onset, which is before the moment of detection
  /// @param failureRatio share of first attempts on the affected targets that failed, from 0 to 1
  /// @param working services and protocols that were probed and answer
  public record Impact(
      Instant since,
      int targetsAffected,
      int targetsTotal,
      double failureRatio,
      List<String> locations,
      List<String> working) {
    public Impact {
      Require.present("impact.since", since);
      Require.finite("impact.failureRatio", failureRatio);
      locations = Require.list("locations", locations);
      working = Require.list("working", working);
    }
  }

  /// An incident of the provider and what it has to do with the alert.
  ///
  /// @param score from 0 to 1
  /// @param firstSeenAt when the incident was first seen by us
  /// @param why the reasons for the relation
  public record IncidentLink(
      String id,
      Open<Relation> relation,
      double score,
      @Nullable String title,
      @Nullable String status,
      @Nullable Instant startDateTime,
      @Nullable Instant firstSeenAt,
      List<String> why) {
    public IncidentLink {
      Require.text("incidents[].id", id);
      Require.present("incidents[].relation", relation);
      Require.finite("incidents[].score", score);
      why = Require.list("why", why);
    }
  }

  /// Whether the provider has said so.
  ///
  /// @param acknowledgedAt when we first saw an incident that confirms the alert
  /// @param lagMinutes from the onset to then, in minutes; negative where the incident came first
  public record ProviderStatement(
      boolean acknowledged, @Nullable Instant acknowledgedAt, @Nullable Long lagMinutes) {}
}
