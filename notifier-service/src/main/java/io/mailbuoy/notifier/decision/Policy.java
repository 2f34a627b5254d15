package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.MailbuoyConfig;

/// What the configuration says of who is told, when not, and of what together.
public record Policy(Routing routing, Calm calm, Digests digests) {
  /// Without digests.
  public Policy(Routing routing, Calm calm) {
    this(routing, calm, Digests.none());
  }

  public static Policy of(MailbuoyConfig config) {
    return new Policy(Routing.of(config), Calm.of(config), Digests.of(config));
  }
}
