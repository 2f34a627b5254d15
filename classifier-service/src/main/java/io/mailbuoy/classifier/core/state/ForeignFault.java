package io.mailbuoy.classifier.core.state;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What another tenant's alert says, as far as it may tell whose fault ours is.
///
/// @param tenant whose alert it is, to count tenants by; it is told to nobody
/// @param revision of the alert, so that an older one never replaces a newer one
/// @param slow whether they work and are slow, which says nothing about failures
/// @param targets how many of that tenant's targets are affected
/// @param onset when it began there
/// @param occurredAt event time of the revision
/// @param resolvedAt when it ended there; null while it goes on
public record ForeignFault(
    String alertId,
    int revision,
    String tenant,
    String service,
    Open<Protocol> protocol,
    Open<Cause> cause,
    boolean slow,
    int targets,
    Instant onset,
    Instant occurredAt,
    @Nullable Instant resolvedAt) {
  private static final int SEVERAL = 2;

  /// What an alert tells other tenants.
  public static ForeignFault of(Alert alert) {
    String tenant = alert.tenant();
    return new ForeignFault(
        alert.alertId(),
        alert.revision(),
        tenant == null ? "" : tenant,
        alert.service(),
        alert.protocol(),
        alert.verdict().cause(),
        alert.verdict().pattern().is(Pattern.SLOW),
        alert.impact().targetsAffected(),
        alert.impact().since(),
        alert.occurredAt(),
        alert.resolvedAt());
  }

  /// The form in which it travels to the other tenants.
  public byte[] written() {
    return JsonPart.of(this).save();
  }

  /// Reads what [#written] wrote.
  public static ForeignFault read(byte[] bytes) {
    return JsonPart.load("", bytes, ForeignFault.class).value();
  }

  /// Whether another revision tells other tenants nothing new.
  boolean saysTheSameAs(ForeignFault other) {
    return cause.equals(other.cause)
        && slow == other.slow
        && onset.equals(other.onset)
        && (targets >= SEVERAL) == (other.targets >= SEVERAL)
        && (resolvedAt == null) == (other.resolvedAt == null);
  }

  boolean overBefore(Instant time) {
    return resolvedAt != null && resolvedAt.isBefore(time);
  }
}
