package io.mailbuoy.notifier;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Relation;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Made-up alerts of each state, for templates to be tried with before an outage does.
final class Examples {
  private static final Instant ONSET = Instant.parse("2026-01-02T00:01:00Z");

  private Examples() {}

  /// Each alert with each thing that a channel can be asked to say about it.
  static List<Notification> all() {
    return Stream.of(open(), confirmed(), resolved(), sparse())
        .flatMap(alert ->
            Arrays.stream(Action.values())
                .map(action ->
                    new Notification(
                        alert, action, "an example", Optional.empty(), alert.occurredAt())))
        .toList();
  }

  /// Which example it is, for messages.
  static String name(Notification example) {
    Alert alert = example.alert();
    String what =
        alert.tenant() == null
            ? "sparse alert"
            : alert.state().text()
                + " alert"
                + (alert.incidents().isEmpty() ? "" : " with an incident");
    return what + ", " + example.action();
  }

  private static Alert open() {
    return alert(1, Transition.OPENED, List.of(), null);
  }

  private static Alert confirmed() {
    return alert(2, Transition.CONFIRMED, List.of(incident()), null);
  }

  private static Alert resolved() {
    return alert(3, Transition.RESOLVED, List.of(incident()), ONSET.plus(Duration.ofHours(155)));
  }

  private static Alert.IncidentLink incident() {
    return new Alert.IncidentLink(
        "EX0000001",
        Open.of(Relation.CONFIRMS),
        0.9,
        "Some people may not reach their mail over IMAP",
        "serviceDegradation",
        ONSET,
        ONSET.plus(Duration.ofHours(1)),
        List.of("names IMAP"));
  }

  private static Alert alert(
      int revision,
      Transition transition,
      List<Alert.IncidentLink> incidents,
      @Nullable Instant end) {
    boolean acknowledged = !incidents.isEmpty();
    return new Alert(
        "example",
        revision,
        Open.of(end == null ? AlertState.OPEN : AlertState.RESOLVED),
        Open.of(transition),
        ONSET.plus(Duration.ofMinutes(5)),
        "contoso",
        "exchange-online",
        Open.of(Protocol.IMAP),
        Open.of(Severity.CRITICAL),
        "IMAP sign-ins to exchange-online fail now and then",
        "12 of 20 mailboxes cannot be read. \"Quotes\", <brackets> & 'apostrophes' are in it.",
        new Alert.Verdict(
            Open.of(FaultDomain.PROVIDER),
            Open.of(Cause.PROVIDER_OUTAGE),
            Open.of(Pattern.INTERMITTENT),
            0.94),
        new Alert.Impact(ONSET, 12, 20, 0.31, List.of("fra1"), List.of("outlook-web")),
        incidents,
        new Alert.ProviderStatement(
            acknowledged,
            acknowledged ? ONSET.plus(Duration.ofHours(1)) : null,
            acknowledged ? 60L : null),
        List.of("12 of 40 first attempts failed", "outlook-web answers"),
        List.of("Wait for the provider."),
        ONSET.plus(Duration.ofMinutes(5)),
        end);
  }

  /// Everything that may be missing is, and words are of a version to come.
  private static Alert sparse() {
    return new Alert(
        "example",
        1,
        Open.read(AlertState.class, "dormant"),
        Open.read(Transition.class, "awoken"),
        ONSET,
        null,
        "own-mail",
        Open.read(Protocol.class, "jmap"),
        Open.read(Severity.class, "grave"),
        "Something fails",
        "",
        new Alert.Verdict(
            Open.read(FaultDomain.class, "weather"),
            Open.read(Cause.class, "lightning"),
            Open.read(Pattern.class, "sudden"),
            0),
        new Alert.Impact(ONSET, 1, 1, 1, List.of(), List.of()),
        List.of(),
        new Alert.ProviderStatement(false, null, null),
        List.of(),
        List.of(),
        ONSET,
        null);
  }
}
