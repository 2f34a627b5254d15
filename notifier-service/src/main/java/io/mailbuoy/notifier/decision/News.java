package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Alert.IncidentLink;
import io.mailbuoy.contracts.event.Delivery.Told;
import io.mailbuoy.contracts.event.Relation;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a person would want to know of an alert that changed.
///
/// The facts are compared with those that were told, so that nothing is lost where a revision that
/// brought the news was replaced by a later one before it could be told.
final class News {
  private News() {}

  /// What is new since the channel was told; empty where nothing is.
  static Optional<Reason> since(Told told, Alert alert) {
    if (alert.revision() <= told.revision()) {
      return Optional.empty();
    }
    if (!told.confirmedBy().containsAll(confirming(alert))
        || alert.transition().is(Transition.CONFIRMED)) {
      return Optional.of(Reason.CONFIRMED);
    }
    if (rank(alert.severity().value()) > rank(told.severity().value())) {
      return Optional.of(Reason.WORSE);
    }
    if (!alert.verdict().faultDomain().equals(told.faultDomain())
        || !alert.verdict().cause().equals(told.cause())
        || alert.transition().is(Transition.RECLASSIFIED)) {
      return Optional.of(Reason.RECLASSIFIED);
    }
    Instant start = incidentStart(alert);
    if (start != null && !Objects.equals(start, told.incidentStart())) {
      return Optional.of(Reason.START_MOVED);
    }
    return Optional.empty();
  }

  /// The ids of the incidents that confirm the alert.
  static List<String> confirming(Alert alert) {
    return confirmingLinks(alert).map(IncidentLink::id).toList();
  }

  /// The earliest start that they give.
  static @Nullable Instant incidentStart(Alert alert) {
    return confirmingLinks(alert)
        .flatMap(link -> Stream.ofNullable(link.startDateTime()))
        .min(Instant::compareTo)
        .orElse(null);
  }

  private static Stream<IncidentLink> confirmingLinks(Alert alert) {
    return alert.incidents().stream().filter(link -> link.relation().is(Relation.CONFIRMS));
  }

  /// A word that is not known ranks with the lowest, so that it never hides that things got worse.
  private static int rank(Severity severity) {
    return switch (severity) {
      case UNKNOWN, INFO -> 0;
      case WARNING -> 1;
      case CRITICAL -> 2;
    };
  }
}
