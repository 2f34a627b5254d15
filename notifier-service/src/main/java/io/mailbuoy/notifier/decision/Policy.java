package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.MailbuoyConfig;

/// What the configuration says of who is told, when not, and of what together.
public record Policy(Routing routing, Calm calm, Digests digests, Groups groups) {
  /// Nothing waits for anything else.
  public Policy(Routing routing, Calm calm) {
    this(routing, calm, Digests.none(), Groups.none());
  }

  public static Policy of(MailbuoyConfig config) {
    return new Policy(Routing.of(config), Calm.of(config), Digests.of(config), Groups.of(config));
  }
}
