package io.mailbuoy.standalone.replay;

import io.mailbuoy.classifier.core.Tuning;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import java.util.List;

/// What is known before the first event.
///
/// @param targets what is probed; empty where it is learned
record Setting(Tuning tuning, List<Target> targets) {
  /// Everything is learned from the stream.
  static Setting learned() {
    return new Setting(Tuning.DEFAULT, List.of());
  }

  static Setting of(MailbuoyConfig config) {
    MailbuoyConfig.ClassifierSettings classifier = config.classifier();
    return new Setting(
        new Tuning(classifier.blindAfter(), classifier.quietFor(), classifier.reopenWithin()),
        config.probed().stream().map(Setting::target).toList());
  }

  private static Target target(TargetConfig target) {
    return new Target(
        target.id(),
        target.tenant().orElse(null),
        target.service(),
        Open.of(target.spoken()),
        Open.read(Role.class, target.role()),
        target.url(),
        target.user().orElse(null),
        target.authMethod(),
        target.interval().toMillis(),
        target.deadline().toMillis());
  }
}
