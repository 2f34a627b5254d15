package io.mailbuoy.classifier.stream;

import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.classifier.core.state.ForeignFault;
import io.mailbuoy.classifier.stream.Reading.Understood;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the records of one input topic, and says whose each is.
public final class Reader<T> {
  /// What is probed. A record without a value says that a target is not probed any more, and not
  /// whose it was.
  public static final Reader<Target> TARGETS =
      new Reader<>(
          Topics.TARGETS,
          target ->
              new Understood(
                  tenant(target.tenant(), target.role().is(Role.CONTROL)),
                  new Event.TargetKnown(target)));

  public static final Reader<ProbeResult> PROBE_RESULTS =
      new Reader<>(
          Topics.PROBE_RESULTS,
          result ->
              new Understood(
                  tenant(result.tenant(), result.role().is(Role.CONTROL)),
                  new Event.Observed(Observation.of(result))));

  public static final Reader<ServiceIncident> SERVICE_INCIDENTS =
      new Reader<>(
          Topics.SERVICE_INCIDENTS,
          incident -> new Understood(incident.tenant(), new Event.IncidentSeen(incident)));

  public static final Reader<ChangeEvent> CHANGES =
      new Reader<>(
          Topics.CHANGES, change -> new Understood(change.tenant(), new Event.Changed(change)));

  /// The classifier's own word, which tells every other tenant what one of them sees.
  public static final Reader<Alert> ALERTS =
      new Reader<>(
          Topics.ALERTS,
          alert -> new Understood(ByTenant.ALL, new Event.SeenElsewhere(ForeignFault.of(alert))));

  private final Topic<T> topic;
  private final Function<T, Understood> meaning;

  private Reader(Topic<T> topic, Function<T, Understood> meaning) {
    this.topic = topic;
    this.meaning = meaning;
  }

  public Topic<T> topic() {
    return topic;
  }

  /// A control without a tenant is evidence for every tenant; a subject without one is nobody's.
  private static String tenant(@Nullable String tenant, boolean control) {
    if (tenant != null && !tenant.isBlank()) {
      return tenant;
    }
    return control ? ByTenant.ALL : ByTenant.NOBODY;
  }

  /// Reads a record.
  ///
  /// @throws io.mailbuoy.contracts.kafka.UnreadableEventException where it is no event of the topic
  public Understood read(byte @Nullable [] key, byte @Nullable [] value) {
    if (value == null && topic.equals(Topics.TARGETS) && key != null) {
      return new Understood(
          ByTenant.ALL, new Event.TargetGone(new String(key, StandardCharsets.UTF_8)));
    }
    return meaning(topic.codec().read(value));
  }

  /// What an event of the topic means to the classifier, and whose it is.
  public Understood meaning(T event) {
    return meaning.apply(event);
  }
}
