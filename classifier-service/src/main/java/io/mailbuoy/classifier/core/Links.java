package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.attribution.Verdict;
import io.mailbuoy.classifier.core.correlation.Correlator;
import io.mailbuoy.classifier.core.correlation.Match;
import io.mailbuoy.classifier.core.correlation.Suspicion;
import io.mailbuoy.classifier.core.correlation.Vocabulary;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.KnownIncident;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.classifier.core.wording.Wording;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Alert.IncidentLink;
import io.mailbuoy.contracts.event.Alert.ProviderStatement;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Relation;
import io.mailbuoy.contracts.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
  List<IncidentLink> of(TenantState state, Episode episode, Verdict verdict, boolean othersWork) {
    return of(state, episode, verdict.cause(), verdict.domain(), othersWork);
  }

  private List<IncidentLink> of(
      TenantState state, Episode episode, Cause cause, FaultDomain domain, boolean othersWork) {
    if (!concern(episode)) {
      return List.of();
    }
    Alert alert = episode.alert();
    Instant ended = alert == null ? null : alert.resolvedAt();
    Suspicion suspicion =
        new Suspicion(
            episode.scope().service(),
            episode.scope().protocol().value(),
            cause,
            domain == FaultDomain.PROVIDER,
            Instant.ofEpochMilli(episode.onset()),
            ended != null ? ended : Instant.ofEpochMilli(state.timeline().now()),
            othersWork);
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
      TenantState state, Episode episode, List<IncidentLink> links, @Nullable Alert before) {
    List<String> confirming = confirming(links);
    if (confirming.isEmpty()) {
      return new ProviderStatement(false, null, null);
    }
    if (before != null && before.provider().acknowledged()) {
      return before.provider();
    }
    Instant seen = null;
    for (String id : confirming) {
      KnownIncident known = state.incident(id);
      if (known != null && (seen == null || known.seenAt().isBefore(seen))) {
        seen = known.seenAt();
      }
    }
    Long lag =
        seen == null
            ? null
            : Duration.between(Instant.ofEpochMilli(episode.onset()), seen).toMinutes();
    return new ProviderStatement(true, seen, lag);
  }

  /// Whether an alert must say something else about incidents than it did.
  boolean changed(TenantState state, Episode episode, Alert alert) {
    return !sameLinks(
        alert.incidents(),
        of(
            state,
            episode,
            alert.verdict().cause().value(),
            alert.verdict().faultDomain().value(),
            !alert.impact().working().isEmpty()));
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
    List<IncidentLink> links =
        of(
            state,
            episode,
            last.verdict().cause().value(),
            last.verdict().faultDomain().value(),
            !last.impact().working().isEmpty());
    if (sameLinks(last.incidents(), links)) {
      return Optional.empty();
    }
    ProviderStatement statement = statement(state, episode, links, last);
    boolean newly = statement.acknowledged() && !last.provider().acknowledged();
    boolean microsoft = Vocabulary.SHIPPED.microsoft(last.service());
    boolean providers = last.verdict().faultDomain().is(FaultDomain.PROVIDER);
    String old = Wording.statement(microsoft, providers, confirming(last.incidents()), 0);
    String base =
        last.summary().endsWith(old)
            ? last.summary().substring(0, last.summary().length() - old.length()).strip()
            : last.summary();
    String now = Wording.statement(microsoft, providers, confirming(links), 0);
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
            (base + " " + now).strip(),
            last.verdict(),
            last.impact(),
            links,
            statement,
            last.evidence(),
            last.advice(),
            last.detectedAt(),
            last.resolvedAt()));
  }
}
