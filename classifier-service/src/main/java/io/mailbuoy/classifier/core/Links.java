package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.attribution.Findings;
import io.mailbuoy.classifier.core.attribution.Verdict;
import io.mailbuoy.classifier.core.correlation.Correlator;
import io.mailbuoy.classifier.core.correlation.IncidentReport.Standing;
import io.mailbuoy.classifier.core.correlation.Match;
import io.mailbuoy.classifier.core.correlation.Suspicion;
import io.mailbuoy.classifier.core.correlation.Vocabulary;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.KnownIncident;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.classifier.core.wording.Facts;
import io.mailbuoy.classifier.core.wording.ProviderNote;
import io.mailbuoy.classifier.core.wording.ProviderNote.Withdrawal;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Alert.IncidentLink;
import io.mailbuoy.contracts.event.Alert.ProviderStatement;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Relation;
import io.mailbuoy.contracts.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the provider's incidents have to do with an episode.
final class Links {
  private final Correlator correlator = new Correlator(Vocabulary.SHIPPED);

  /// Whether an incident would explain a fault of this scope, if it were the provider's.
  boolean explains(TenantState state, ScopeKey scope, long onset) {
    if (state.incidents().isEmpty() || !Vocabulary.SHIPPED.microsoft(scope.service())) {
      return false;
    }
    Suspicion suspicion =
        new Suspicion(
            scope.service(),
            scope.protocol().value(),
            Cause.PROVIDER_OUTAGE,
            true,
            Pattern.HARD,
            Instant.ofEpochMilli(onset),
            Instant.ofEpochMilli(state.timeline().now()),
            false);
    return state.incidents().stream()
        .anyMatch(known -> correlator.match(known.report(), suspicion) instanceof Match.Confirms);
  }

  /// Whether incidents can have to do with an episode.
  static boolean concern(Episode episode) {
    return episode.type() == Episode.Type.FAULT || episode.type() == Episode.Type.SLOW;
  }

  /// The incidents that belong to a verdict, the confirming and the best first.
  List<IncidentLink> of(TenantState state, Episode episode, Findings f, Verdict verdict) {
    return of(state, episode, suspicion(state, episode, f, verdict));
  }

  private static Suspicion suspicion(
      TenantState state, Episode episode, Findings f, Verdict verdict) {
    return suspicion(
        state, episode, verdict.cause(), verdict.domain(), f.pattern(), !f.working().isEmpty());
  }

  private static Suspicion suspicion(TenantState state, Episode episode, Alert alert) {
    return suspicion(
        state,
        episode,
        alert.verdict().cause().value(),
        alert.verdict().faultDomain().value(),
        alert.verdict().pattern().value(),
        !alert.impact().working().isEmpty());
  }

  private static Suspicion suspicion(
      TenantState state,
      Episode episode,
      Cause cause,
      FaultDomain domain,
      Pattern pattern,
      boolean othersWork) {
    Alert alert = episode.alert();
    Instant ended = alert == null ? null : alert.resolvedAt();
    return new Suspicion(
        episode.scope().service(),
        episode.scope().protocol().value(),
        cause,
        domain == FaultDomain.PROVIDER,
        pattern,
        Instant.ofEpochMilli(episode.onset()),
        ended != null ? ended : Instant.ofEpochMilli(state.timeline().now()),
        othersWork);
  }

  private List<IncidentLink> of(TenantState state, Episode episode, Suspicion suspicion) {
    if (!concern(episode)) {
      return List.of();
    }
    List<IncidentLink> links = new ArrayList<>();
    for (KnownIncident known : state.incidents()) {
      switch (correlator.match(known.report(), suspicion)) {
        case Match.Unrelated() -> {}
        case Match.Related(double score, List<String> why) ->
            links.add(link(known, Relation.RELATED, score, why));
        case Match.Confirms(double score, List<String> why) ->
            links.add(link(known, Relation.CONFIRMS, score, why));
      }
    }
    links.sort(
        Comparator.comparing((IncidentLink link) -> !confirms(link))
            .thenComparing(Comparator.comparingDouble(IncidentLink::score).reversed()));
    return links;
  }

  private static IncidentLink link(
      KnownIncident known, Relation relation, double score, List<String> why) {
    return new IncidentLink(
        known.id(),
        Open.of(relation),
        score,
        known.report().title(),
        known.report().status(),
        known.report().start(),
        known.firstSeenAt(),
        why);
  }

  static boolean confirms(IncidentLink link) {
    return link.relation().is(Relation.CONFIRMS);
  }

  static List<String> confirming(List<IncidentLink> links) {
    return links.stream().filter(Links::confirms).map(IncidentLink::id).toList();
  }

  /// Whether the provider has said so, and since when as far as we saw.
  ProviderStatement statement(
      TenantState state, Episode episode, Findings f, Verdict verdict, List<IncidentLink> links) {
    return statement(state, episode, suspicion(state, episode, f, verdict), links);
  }

  private ProviderStatement statement(
      TenantState state, Episode episode, Suspicion suspicion, List<IncidentLink> links) {
    List<String> confirming = confirming(links);
    if (confirming.isEmpty()) {
      return new ProviderStatement(false, null, null);
    }
    Alert before = episode.alert();
    if (before != null
        && before.provider().acknowledged()
        && confirming.containsAll(confirming(before.incidents()))) {
      return before.provider();
    }
    Optional<Instant> seen =
        confirming.stream()
            .map(state::incident)
            .filter(Objects::nonNull)
            .map(known -> confirmedSince(known, suspicion))
            .min(Comparator.naturalOrder());
    Long lag = seen.map(at -> Duration.between(suspicion.onset(), at).toMinutes()).orElse(null);
    return new ProviderStatement(true, seen.orElse(null), lag);
  }

  /// When we first saw an incident say what confirms the suspicion: not when its id came up, for it
  /// may have named another method then, and not when it last changed. What it said before a break
  /// does not count.
  private Instant confirmedSince(KnownIncident known, Suspicion suspicion) {
    Instant since = known.saidSince();
    for (KnownIncident.Version version : known.versions().reversed()) {
      if (!(correlator.match(version.report(), suspicion) instanceof Match.Confirms)) {
        return since;
      }
      since = version.seenAt();
    }
    return since;
  }

  /// The incidents that would confirm a verdict, if the provider had not withdrawn them.
  List<Withdrawal> withdrawn(TenantState state, Episode episode, Findings f, Verdict verdict) {
    return withdrawn(state, episode, suspicion(state, episode, f, verdict));
  }

  private List<Withdrawal> withdrawn(TenantState state, Episode episode, Suspicion suspicion) {
    if (!concern(episode)) {
      return List.of();
    }
    List<Withdrawal> withdrawn = new ArrayList<>();
    for (KnownIncident known : state.incidents()) {
      if (known.report().standing() == Standing.WITHDRAWN) {
        known.versions().reversed().stream()
            .filter(version -> version.report().standing() != Standing.WITHDRAWN)
            .findFirst()
            .map(version -> version.report().until(known.report().end()))
            .filter(report -> correlator.match(report, suspicion) instanceof Match.Confirms)
            .ifPresent(report ->
                withdrawn.add(new Withdrawal(known.id(), known.saidSince().toEpochMilli())));
      }
    }
    return withdrawn;
  }

  /// Whether an alert must say something else about incidents than it did.
  boolean changed(TenantState state, Episode episode, Alert alert) {
    return !sameLinks(alert.incidents(), of(state, episode, suspicion(state, episode, alert)));
  }

  private static boolean sameLinks(List<IncidentLink> a, List<IncidentLink> b) {
    return a.stream().map(Links::essence).toList().equals(b.stream().map(Links::essence).toList());
  }

  private record Essence(
      String id, Open<Relation> relation, @Nullable String status, @Nullable Instant start) {}

  private static Essence essence(IncidentLink link) {
    return new Essence(link.id(), link.relation(), link.status(), link.startDateTime());
  }

  /// The next revision of an alert that is over already, where the provider says something new
  /// about it: vendors confirm late, and move the start when they close.
  Optional<Alert> afterwards(TenantState state, Episode episode, Alert last) {
    Suspicion suspicion = suspicion(state, episode, last);
    List<IncidentLink> links = of(state, episode, suspicion);
    if (sameLinks(last.incidents(), links)) {
      return Optional.empty();
    }
    ProviderStatement statement = statement(state, episode, suspicion, links);
    boolean newly = statement.acknowledged() && !last.provider().acknowledged();
    List<Withdrawal> withdrawn = withdrawn(state, episode, suspicion);
    String note =
        ProviderNote.of(
            Vocabulary.SHIPPED.microsoft(last.service()),
            last.verdict().faultDomain().is(FaultDomain.PROVIDER),
            confirming(links),
            withdrawn,
            0);
    return Optional.of(
        new Alert(
            last.alertId(),
            last.revision() + 1,
            Open.of(AlertState.RESOLVED),
            Open.of(newly ? Transition.CONFIRMED : Transition.UPDATED),
            Instant.ofEpochMilli(state.timeline().now()),
            last.tenant(),
            last.service(),
            last.protocol(),
            last.severity(),
            last.title(),
            (ProviderNote.without(last.summary()) + " " + note).strip(),
            last.verdict(),
            last.impact(),
            links,
            statement,
            Facts.withIncidents(last.evidence(), last.incidents(), links, withdrawn),
            last.advice(),
            last.detectedAt(),
            last.resolvedAt()));
  }
}
