package io.mailbuoy.probe;

import io.mailbuoy.probe.publish.Outbox;
import io.mailbuoy.probe.stream.Ownership;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// Ready when this replica has its share of the targets, and the broker takes what it publishes.
@ApplicationScoped
@org.eclipse.microprofile.health.Readiness
public class Readiness implements HealthCheck {
  private final ProbeService service;

  @Inject
  public Readiness(ProbeService service) {
    this.service = service;
  }

  @Override
  public HealthCheckResponse call() {
    Outbox.Contact contact = service.contact();
    Ownership.Standing standing = service.standing();
    return HealthCheckResponse.named("probe")
        .status(contact != Outbox.Contact.TAKES_NOTHING && standing == Ownership.Standing.MEMBER)
        .withData("broker", contact.name())
        .withData("targets", standing.name())
        .build();
  }
}
