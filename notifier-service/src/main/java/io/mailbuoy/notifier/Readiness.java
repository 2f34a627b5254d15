package io.mailbuoy.notifier;

import io.mailbuoy.notifier.stream.Ownership;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// Ready when what came before has been read, because only then is anything sent.
@ApplicationScoped
@org.eclipse.microprofile.health.Readiness
public class Readiness implements HealthCheck {
  private final Ownership ownership;

  @Inject
  public Readiness(@Identifier("ownership") Ownership ownership) {
    this.ownership = ownership;
  }

  @Override
  public HealthCheckResponse call() {
    Ownership.Standing standing = ownership.standing();
    return HealthCheckResponse.named("notifier")
        .status(standing == Ownership.Standing.READY)
        .withData("standing", standing.name())
        .build();
  }
}
