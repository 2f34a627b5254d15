package io.mailbuoy.contracts.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.event.TargetHealth;
import io.mailbuoy.contracts.time.StoryClock;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Every topic of Mailbuoy.
public final class Topics {
  private static final Clock CLOCK = StoryClock.ofEnvironment();
  private static final Duration A_WEEK = Duration.ofDays(7);
  private static final Duration A_MONTH = Duration.ofDays(30);

  public static final Topic<Target> TARGETS =
      topic(
          "targets",
          Target.class,
          "target",
          Target::id,
          t -> t.id() + "/" + fingerprint(t),
          t -> CLOCK.instant(), // a target is a setting and happens at no time of its own
          null,
          "target id");

  public static final Topic<ProbeResult> PROBE_RESULTS =
      topic(
          "probe-results",
          ProbeResult.class,
          "probe-result",
          ProbeResult::targetId,
          ProbeResult::id,
          ProbeResult::startedAt,
          A_WEEK,
          "target id");

  public static final Topic<ServiceIncident> SERVICE_INCIDENTS =
      topic(
          "service-incidents",
          ServiceIncident.class,
          "service-incident",
          i -> i.tenant() + "/" + i.incidentId(),
          i -> i.tenant() + "/" + i.incidentId() + "/" + i.observedAt(),
          ServiceIncident::observedAt,
          null,
          "tenant/incident id");

  public static final Topic<ChangeEvent> CHANGES =
      topic(
          "changes",
          ChangeEvent.class,
          "change",
          ChangeEvent::tenant,
          c -> c.tenant() + "/" + c.at() + "/" + Integer.toHexString(c.summary().hashCode()),
          ChangeEvent::at,
          A_MONTH,
          "tenant");

  public static final Topic<TargetHealth> TARGET_HEALTH =
      topic(
          "target-health",
          TargetHealth.class,
          "target-health",
          TargetHealth::targetId,
          h -> h.targetId() + "/" + updatedAt(h) + "/" + fingerprint(h),
          Topics::updatedAt,
          null,
          "target id");

  public static final Topic<Alert> ALERTS =
      topic(
          "alerts",
          Alert.class,
          "alert",
          Alert::alertId,
          a -> a.alertId() + "/" + a.revision(),
          Alert::occurredAt,
          null,
          "alert id");

  public static final Topic<AlertCommand> ALERT_COMMANDS =
      topic(
          "alert-commands",
          AlertCommand.class,
          "alert-command",
          AlertCommand::tenant,
          AlertCommand::id,
          AlertCommand::at,
          A_MONTH,
          "tenant");

  public static final Topic<Delivery> DELIVERIES =
      topic(
          "deliveries",
          Delivery.class,
          "delivery",
          d -> d.alertId() + "/" + d.channel(),
          d ->
              d.alertId()
                  + "/"
                  + d.channel()
                  + "/"
                  + d.revision()
                  + "/"
                  + d.status()
                  + "/"
                  + d.attempts(),
          Delivery::at,
          null,
          "alert id/channel");

  private static final List<Topic<?>> ALL =
      List.of(
          TARGETS,
          PROBE_RESULTS,
          SERVICE_INCIDENTS,
          CHANGES,
          TARGET_HEALTH,
          ALERTS,
          ALERT_COMMANDS,
          DELIVERIES);

  private Topics() {}

  /// All topics, in the order in which an observation passes through them.
  public static List<Topic<?>> all() {
    return ALL;
  }

  /// The same for the same content, in every process.
  private static String fingerprint(Object event) {
    try {
      return UUID.nameUUIDFromBytes(Json.mapper().writeValueAsBytes(event)).toString();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write a " + event.getClass().getSimpleName(), e);
    }
  }

  private static Instant updatedAt(TargetHealth health) {
    return health.locations().stream()
        .map(TargetHealth.AtLocation::updatedAt)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  private static <T> Topic<T> topic(
      String name,
      Class<T> value,
      String type,
      Function<T, String> key,
      Function<T, String> id,
      Function<T, Instant> time,
      @Nullable Duration retention,
      String keyedBy) {
    return new Topic<>(
        "mailbuoy." + name,
        value,
        "mailbuoy." + type + ".v1",
        key,
        id,
        time,
        retention,
        keyedBy,
        new EventCodec<>(value));
  }
}
