package io.mailbuoy.standalone.replay;

import io.mailbuoy.classifier.core.Tuning;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What is known before the first event.
///
/// @param targets what is probed; empty where it is learned
record Setting(Tuning tuning, List<Target> targets) {
  /// A URL's scheme and what is spoken there.
  private static final Map<String, Protocol> SCHEMES =
      Map.of(
          "imap", Protocol.IMAP,
          "imaps", Protocol.IMAP,
          "pop3", Protocol.POP3,
          "pop3s", Protocol.POP3,
          "smtp", Protocol.SMTP,
          "smtps", Protocol.SMTP,
          "http", Protocol.HTTPS,
          "https", Protocol.HTTPS,
          "dns", Protocol.DNS);

  /// Everything is learned from the stream.
  static Setting learned() {
    return new Setting(Tuning.DEFAULT, List.of());
  }

  static Setting of(MailbuoyConfig config) {
    MailbuoyConfig.ClassifierSettings classifier = config.classifier();
    return new Setting(
        new Tuning(classifier.blindAfter(), classifier.quietFor()),
        config.targets().stream().map(Setting::target).toList());
  }

  private static Target target(MailbuoyConfig.TargetConfig target) {
    String scheme = target.url().substring(0, Math.max(0, target.url().indexOf(':')));
    Protocol protocol = SCHEMES.getOrDefault(scheme.toLowerCase(Locale.ROOT), Protocol.UNKNOWN);
    return new Target(
        target.id(),
        target.tenant().orElse(null),
        target.service(),
        Open.of(protocol),
        Open.read(Role.class, target.role()),
        target.url(),
        target.user().orElse(null),
        target.authMethod(),
        target.interval().toMillis(),
        target.timeout().toMillis());
  }
}
