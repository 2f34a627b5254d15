package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.correlation.Vocabulary;
import io.mailbuoy.classifier.core.state.ForeignFault;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;

/// What other tenants see of the same provider at the same time. A fault that begins at several
/// tenants at once is nobody's own credential, mailbox or policy.
///
/// Only services that one provider runs for everybody can be compared. What counts is what the
/// others see, and not whom they blame: their verdict may turn because of ours, and then both would
/// turn for ever. So all causes that can stand for one symptom count alike.
///
/// @param tenants how many others
/// @param targets how many of their targets fail
/// @param since when it began at the first of them, in milliseconds since 1970; 0 where there is
///   none
public record Others(int tenants, int targets, long since) {
  /// Nobody else sees it.
  public static final Others NONE = new Others(0, 0, 0);

  private static final long SAME_ONSET = Duration.ofMinutes(15).toMillis();
  private static final int SAME_ONSET_PROBES = 3;

  /// For so long after it is over elsewhere it counts.
  private static final Duration STILL_COUNTS = Duration.ofMinutes(30);

  private static final Set<Cause> SERVER =
      EnumSet.of(Cause.PROVIDER_OUTAGE, Cause.MAILBOX_MISCONFIGURED, Cause.UNKNOWN);
  private static final Set<Cause> IDENTITY = EnumSet.of(Cause.ACCESS_POLICY, Cause.IDENTITY_OUTAGE);

  /// Whether the others' faults prove that this one is not one target's own.
  public boolean several() {
    return tenants >= 2 || targets >= 2;
  }

  static Others of(
      TenantState state, ScopeKey scope, Kinds symptom, long onset, double intervalMillis) {
    Set<Cause> same = causes(symptom);
    if (same.isEmpty() || !Vocabulary.SHIPPED.microsoft(scope.service())) {
      return NONE;
    }
    long near = Math.max(SAME_ONSET, (long) (SAME_ONSET_PROBES * intervalMillis));
    Instant counts = Instant.ofEpochMilli(state.timeline().now()).minus(STILL_COUNTS);
    Set<String> tenants = new TreeSet<>();
    int targets = 0;
    long since = 0;
    for (ForeignFault fault : state.foreignFaults()) {
      long began = fault.onset().toEpochMilli();
      Instant ended = fault.resolvedAt();
      if (!fault.slow()
          && fault.service().equals(scope.service())
          && (!same.equals(SERVER) || fault.protocol().equals(scope.protocol()))
          && known(fault.cause(), same)
          && Math.abs(began - onset) <= near
          && (ended == null || ended.isAfter(counts))) {
        tenants.add(fault.tenant());
        targets += fault.targets();
        since = since == 0 ? began : Math.min(since, began);
      }
    }
    return new Others(tenants.size(), targets, since);
  }

  private static boolean known(Open<Cause> cause, Set<Cause> same) {
    return same.contains(cause.value());
  }

  /// The causes under which another tenant may report the same symptom.
  private static Set<Cause> causes(Kinds symptom) {
    return switch (symptom) {
      case SERVER, ACCOUNT -> SERVER;
      case TOKEN_POLICY, TOKEN_UNAVAILABLE -> IDENTITY;
      case NAME -> EnumSet.of(Cause.DNS_FAILURE);
      case CERTIFICATE -> EnumSet.of(Cause.CERTIFICATE);
      case TOKEN_REJECTED, FILTERED, THROTTLED -> EnumSet.noneOf(Cause.class);
    };
  }
}
