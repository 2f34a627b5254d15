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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes alerts: an outage of Exchange Online over IMAP, of which a test says only what it is
/// about.
public final class AlertFixture {
  /// When the outage begins.
  public static final Instant ONSET = Instant.parse("2026-01-02T00:01:00Z");

  private String alertId = "alert-1";
  private int revision = 1;
  private AlertState state = AlertState.OPEN;
  private Transition transition = Transition.OPENED;
  private Instant occurredAt = ONSET.plusSeconds(300);
  private Instant detectedAt = ONSET.plusSeconds(300);
  private Severity severity = Severity.CRITICAL;
  private FaultDomain faultDomain = FaultDomain.PROVIDER;
  private Cause cause = Cause.PROVIDER_OUTAGE;
  private String service = "exchange-online";
  private String title = "IMAP sign-ins to exchange-online fail now and then";
  private String summary = "Three of five mailboxes cannot be read.";
  private List<String> evidence = List.of("12 of 40 first attempts failed", "owa answers");
  private List<String> advice = List.of("Wait for the provider.");
  private List<Alert.IncidentLink> incidents = List.of();
  private @Nullable Instant resolvedAt;

  private AlertFixture() {}

  public static AlertFixture alert() {
    return new AlertFixture();
  }

  public AlertFixture id(String value) {
    alertId = value;
    return this;
  }

  public AlertFixture revision(int value, Transition why) {
    revision = value;
    transition = why;
    return this;
  }

  public AlertFixture at(Instant value) {
    occurredAt = value;
    return this;
  }

  public AlertFixture detectedAt(Instant value) {
    detectedAt = value;
    return this;
  }

  public AlertFixture resolved(int value, Instant at) {
    revision = value;
    transition = Transition.RESOLVED;
    state = AlertState.RESOLVED;
    occurredAt = at;
    resolvedAt = at;
    return this;
  }

  public AlertFixture severity(Severity value) {
    severity = value;
    return this;
  }

  public AlertFixture verdict(FaultDomain whose, Cause what) {
    faultDomain = whose;
    cause = what;
    return this;
  }

  public AlertFixture service(String value) {
    service = value;
    return this;
  }

  public AlertFixture title(String value) {
    title = value;
    return this;
  }

  public AlertFixture summary(String value) {
    summary = value;
    return this;
  }

  public AlertFixture evidence(List<String> value) {
    evidence = value;
    return this;
  }

  public AlertFixture advice(List<String> value) {
    advice = value;
    return this;
  }

  public AlertFixture confirmedBy(String id, Instant start) {
    incidents =
        List.of(
            new Alert.IncidentLink(
                id,
                Open.of(Relation.CONFIRMS),
                0.9,
                "Some people may not reach their mail over IMAP",
                "serviceDegradation",
                start,
                ONSET.plus(Duration.ofDays(6)),
                List.of("names IMAP")));
    return this;
  }

  public Alert make() {
    return new Alert(
        alertId,
        revision,
        Open.of(state),
        Open.of(transition),
        occurredAt,
        "contoso",
        service,
        Open.of(Protocol.IMAP),
        Open.of(severity),
        title,
        summary,
        new Alert.Verdict(
            Open.of(faultDomain), Open.of(cause), Open.of(Pattern.INTERMITTENT), 0.94),
        new Alert.Impact(ONSET, 3, 5, 0.31, List.of("fra1"), List.of("outlook-web")),
        incidents,
        new Alert.ProviderStatement(
            !incidents.isEmpty(),
            incidents.isEmpty() ? null : ONSET.plus(Duration.ofDays(6)),
            incidents.isEmpty() ? null : 8640L),
        evidence,
        advice,
        detectedAt,
        resolvedAt);
  }
}
