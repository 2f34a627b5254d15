package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.Delivery.Told;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.ChannelKind;
import java.time.Instant;
import java.util.Optional;

/// Writes receipts. Each carries on what the channel knew before.
public final class Receipts {
  private final Alert alert;
  private final String channel;
  private final ChannelKind kind;
  private final Optional<Delivery> last;
  private final Instant now;

  public Receipts(
      Alert alert, String channel, ChannelKind kind, Optional<Delivery> last, Instant now) {
    this.alert = alert;
    this.channel = channel;
    this.kind = kind;
    this.last = last;
    this.now = now;
  }

  /// The channel has been told.
  public Delivery delivered(Decision.Send send, String detail) {
    return delivered(send, detail, false);
  }

  /// The channel has been told in a digest, as it was before where it was.
  public Delivery digested(Decision.Send send, String detail) {
    return delivered(send, detail, true);
  }

  private Delivery delivered(Decision.Send send, String detail, boolean digested) {
    Optional<Told> told = Optional.of(told(send.action(), digested));
    return switch (send.standsIn()) {
      case NO -> receipt(DeliveryStatus.DELIVERED, attempt(), detail, told);
      case YES -> receipt(DeliveryStatus.FALLBACK, attempt(), send.why() + "; " + detail, told);
    };
  }

  /// It is going to be told, for a reason that may be gone after a crash.
  public Delivery announced(String detail) {
    return receipt(DeliveryStatus.RETRYING, 0, detail, before());
  }

  /// It will be tried again.
  public Delivery retrying(String detail) {
    return receipt(DeliveryStatus.RETRYING, attempt(), detail, before());
  }

  /// It will not be tried again.
  public Delivery failed(String detail) {
    return receipt(DeliveryStatus.FAILED, attempt(), detail, before());
  }

  /// Somebody asked for silence.
  public Delivery suppressed(String detail) {
    return receipt(DeliveryStatus.SUPPRESSED, 0, detail, before());
  }

  /// Which attempt of this message is being made, counted from 1.
  public int attempt() {
    return last.filter(receipt -> receipt.status().is(DeliveryStatus.RETRYING))
            .map(Delivery::attempts)
            .orElse(0)
        + 1;
  }

  private Optional<Told> before() {
    return last.flatMap(receipt -> Optional.ofNullable(receipt.told()));
  }

  private Told told(Action action, boolean digested) {
    return switch (action) {
      case TRIGGER, UPDATE, RESOLVE, EPISODE ->
          new Told(
              before().map(Told::firstRevision).orElse(alert.revision()),
              alert.revision(),
              now,
              before().map(Told::title).orElse(alert.title()),
              ends(action),
              before().map(Told::acknowledged).orElse(false),
              alert.severity(),
              alert.verdict().faultDomain(),
              alert.verdict().cause(),
              News.confirming(alert),
              News.incidentStart(alert),
              before().map(Told::firstAt).orElse(now),
              digested);
      case ACKNOWLEDGE -> acknowledged(before().orElseThrow());
    };
  }

  private boolean ends(Action action) {
    return action == Action.EPISODE
        || (action == Action.RESOLVE && alert.state().is(AlertState.RESOLVED));
  }

  private static Told acknowledged(Told told) {
    return new Told(
        told.firstRevision(),
        told.revision(),
        told.at(),
        told.title(),
        told.resolved(),
        true,
        told.severity(),
        told.faultDomain(),
        told.cause(),
        told.confirmedBy(),
        told.incidentStart(),
        told.firstAt(),
        told.digested());
  }

  private Delivery receipt(
      DeliveryStatus status, int attempts, String detail, Optional<Told> told) {
    return new Delivery(
        alert.alertId(),
        alert.revision(),
        channel,
        kind.word(),
        Open.of(status),
        attempts,
        now,
        detail,
        told.orElse(null));
  }
}
