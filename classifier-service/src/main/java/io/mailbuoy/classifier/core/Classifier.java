package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.correlation.IncidentReader;
import io.mailbuoy.classifier.core.correlation.IncidentReport;
import io.mailbuoy.classifier.core.state.KnownIncident;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What is broken, and whose fault it is: takes one event after the other and says what follows.
///
/// It knows only event time. The same events in the same order give the same decisions; an event
/// that arrives twice changes nothing, and one that arrives late is taken at its own time.
public final class Classifier {
  private static final Duration INCIDENTS_KEPT = Duration.ofDays(30);

  private final BlindWatch blindWatch;
  private final HealthBook healthBook;
  private final Detector detector;
  private final Episodes episodes;

  public Classifier(Tuning tuning) {
    this.episodes = new Episodes(tuning);
    this.detector = new Detector(episodes);
    this.blindWatch = new BlindWatch(tuning, episodes);
    this.healthBook = new HealthBook();
  }

  /// Changes a tenant's state by an event.
  ///
  /// @return what follows, in order
  public List<Decision> apply(TenantState state, Event event) {
    List<Decision> decisions = new ArrayList<>(2);
    switch (event) {
      case Event.Observed(Observation o) -> observe(state, o, decisions);
      case Event.TargetKnown(Target target) -> state.know(target);
      case Event.TargetGone(String targetId) -> forget(state, targetId, decisions);
      case Event.IncidentSeen(ServiceIncident incident) -> {
        passTime(state, incident.observedAt().toEpochMilli(), decisions);
        learn(state, incident, decisions);
      }
      case Event.Changed(var change) -> {
        passTime(state, change.at().toEpochMilli(), decisions);
        state.know(change);
        episodes.reconsider(state, decisions);
      }
      case Event.SeenElsewhere(var fault) -> {
        if (state.know(fault)) {
          episodes.othersChanged(state, fault.service(), decisions);
        }
      }
      case Event.TimePassed(long at) -> passTime(state, at, decisions);
    }
    return decisions;
  }

  private void observe(TenantState state, Observation o, List<Decision> decisions) {
    var sight = state.sight(o);
    if (sight.history().knows(o)) {
      return;
    }
    boolean beats = HealthBook.beats(state.timeline().heardAt().get(o.location()), o.at());
    passTime(state, o.at(), decisions);
    blindWatch.heard(state, sight, o, decisions);
    boolean failedBefore = sight.failingNow();
    state.remember(sight, o);
    if (!o.control()) {
      detector.take(state, sight, o, decisions);
    } else {
      detector.takeControl(state, sight, o);
      if (o.first() && sight.failingNow() != failedBefore) {
        episodes.controlTurned(state);
      }
    }
    detector.decidePending(state, decisions);
    healthBook.update(state, sight, beats, decisions);
  }

  private void passTime(TenantState state, long at, List<Decision> decisions) {
    if (state.timeline().advance(at)) {
      state.touch(state.timeline());
    }
    blindWatch.look(state, decisions);
  }

  private void learn(TenantState state, ServiceIncident seen, List<Decision> decisions) {
    if (IncidentReader.isAnnouncement(seen)) {
      return;
    }
    IncidentReport report = IncidentReader.read(seen.incident());
    KnownIncident before = state.incident(report.id());
    if (before != null
        && (before.report().equals(report) || seen.observedAt().isBefore(before.seenAt()))) {
      return;
    }
    state.know(
        before == null
            ? KnownIncident.first(report, seen.observedAt())
            : before.now(report, seen.observedAt()));
    episodes.incidentChanged(state, decisions);
    forgetOldIncidents(state);
  }

  private static void forgetOldIncidents(TenantState state) {
    Instant oldest = Instant.ofEpochMilli(state.timeline().now()).minus(INCIDENTS_KEPT);
    for (KnownIncident known : List.copyOf(state.incidents())) {
      Instant end = known.report().end();
      if (end != null && end.isBefore(oldest) && known.seenAt().isBefore(oldest)) {
        state.forgetIncident(known.id());
      }
    }
  }

  private void forget(TenantState state, String targetId, List<Decision> decisions) {
    boolean known = !state.sightsOf(targetId).isEmpty();
    state.forgetTarget(targetId);
    if (known) {
      decisions.add(new Decision.HealthGone(targetId));
      episodes.targetGone(state, decisions);
    }
  }
}
