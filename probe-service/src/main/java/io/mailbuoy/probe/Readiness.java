package io.mailbuoy.probe;

import io.mailbuoy.probe.publish.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// Ready when the broker has taken what was published last, the targets at the start.
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
    return HealthCheckResponse.named("probe")
        .status(contact == Outbox.Contact.TAKES)
        .withData("broker", contact.name())
        .build();
  }
}
