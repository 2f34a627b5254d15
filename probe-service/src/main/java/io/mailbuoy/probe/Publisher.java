package io.mailbuoy.probe;

import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.probe.publish.Letter;
import io.mailbuoy.probe.publish.Letter.Weight;
import io.mailbuoy.probe.publish.Outbox;

/// What this service says, as letters for the broker.
final class Publisher implements Enrolment.Topic {
  private final Outbox outbox;
  private final String source;

  Publisher(Outbox outbox, String location) {
    this.outbox = outbox;
    this.source = "/mailbuoy/probe-service/" + location;
  }

  void publish(ProbeResult result, TraceParent trace) {
    outbox.put(Letter.of(Topics.PROBE_RESULTS, result, source, trace, Weight.PASSING));
  }

  void publish(ServiceIncident incident) {
    outbox.put(
        Letter.of(Topics.SERVICE_INCIDENTS, incident, source, TraceParent.start(), Weight.LASTING));
  }

  @Override
  public void put(Target target) {
    outbox.put(Letter.of(Topics.TARGETS, target, source, TraceParent.start(), Weight.LASTING));
  }

  @Override
  public void remove(String id) {
    outbox.put(Letter.removal(Topics.TARGETS, id));
  }

  @Override
  public String source() {
    return source;
  }
}
