package io.mailbuoy.standalone.demo;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Relation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What came of the story: the alerts that were made and the messages that arrived.
final class Account {
  private final List<Alert> alerts = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();

  /// A message that a person got.
  ///
  /// @param ends whether it says that the outage is over
  record Message(Instant at, Audience audience, boolean ends, String text) {}

  synchronized void add(Alert alert) {
    alerts.add(alert);
  }

  synchronized void add(Message message) {
    messages.add(message);
  }

  synchronized List<Message> messages() {
    return List.copyOf(messages);
  }

  synchronized Optional<Alert> first() {
    return alerts.stream().findFirst();
  }

  synchronized Optional<Alert> last() {
    return alerts.isEmpty() ? Optional.empty() : Optional.of(alerts.getLast());
  }

  /// Whether the outage was seen while it was young, and as one episode.
  synchronized boolean detected() {
    return first()
            .filter(alert -> !alert.detectedAt().isBefore(Story.FAULT_BEGINS))
            .filter(alert ->
                Duration.between(Story.FAULT_BEGINS, alert.detectedAt())
                        .compareTo(Duration.ofMinutes(10))
                    < 0)
            .isPresent()
        && alerts.stream().map(Alert::alertId).distinct().count() == 1;
  }

  /// Whether it was called what it was.
  synchronized boolean attributed() {
    return last()
        .map(Alert::verdict)
        .filter(verdict -> verdict.faultDomain().is(FaultDomain.PROVIDER))
        .filter(verdict -> verdict.cause().is(Cause.PROVIDER_OUTAGE))
        .isPresent();
  }

  /// Whether the incident was found to explain it.
  synchronized boolean confirmed() {
    return last().stream()
        .map(Alert::incidents)
        .flatMap(Collection::stream)
        .anyMatch(incident ->
            incident.id().equals(Story.INCIDENT) && incident.relation().is(Relation.CONFIRMS));
  }

  /// Whether the incident's start, which Microsoft moved when it closed it, was followed.
  synchronized boolean startFollowed() {
    return last().stream()
        .map(Alert::incidents)
        .flatMap(Collection::stream)
        .anyMatch(incident -> Story.FAULT_BEGINS.equals(incident.startDateTime()));
  }

  /// Whether everybody heard of it, and afterwards of its end.
  synchronized boolean told(Audience audience) {
    List<Message> own = messages.stream().filter(m -> m.audience() == audience).toList();
    return !own.isEmpty()
        && !own.getFirst().ends()
        && own.stream().filter(Message::ends).count() == 1
        && last().filter(alert -> alert.state().is(AlertState.RESOLVED)).isPresent();
  }

  boolean toldEverybody() {
    return List.of(Audience.values()).stream().allMatch(this::told);
  }

  boolean complete() {
    return detected() && attributed() && confirmed() && startFollowed() && toldEverybody();
  }
}
