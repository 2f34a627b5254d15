package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.MailbuoyConfig;

/// What the configuration says of who is told, and when not.
public record Policy(Routing routing, Calm calm) {
  public static Policy of(MailbuoyConfig config) {
    return new Policy(Routing.of(config), Calm.of(config));
  }
}
