package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is probed.
public interface TargetConfig {
  /// Its name in events and alerts. No two targets share one.
  String id();

  /// Whose it is: a name under `mailbuoy.tenants`. A control without one serves every tenant.
  Optional<String> tenant();

  /// `exchange-online`, `entra-id`, `outlook-web`, `m365-admin-centre`, or a name of your own.
  String service();

  /// What is probed. The scheme decides how; `imap`, `pop3` and `smtp` upgrade with STARTTLS.
  String url();

  /// `subject` is what people depend on; a `control` is asked only to tell causes apart.
  @WithDefault("subject")
  String role();

  /// The mailbox or the account.
  Optional<String> user();

  /// `xoauth2` and `oauthbearer` use a token, `plain` and `login` the password in that way,
  /// `password` in the way that suits the server best. Default: `password` where there is one,
  /// `xoauth2` where there is only a user, `none` otherwise.
  Optional<String> auth();

  /// For `auth: password`, `plain` and `login`.
  @WithConverter(Secret.FromText.class)
  Optional<Secret> password();

  /// How often it is probed.
  @WithDefault("60s")
  @WithConverter(Durations.FromText.class)
  Duration interval();

  /// The deadline of one probe.
  @WithDefault(MailbuoyConfig.TIMEOUT)
  @WithConverter(Durations.FromText.class)
  Duration timeout();

  /// What is asked where the URL's scheme leaves a choice: `graph` reads one message of the user's
  /// inbox with Microsoft Graph, as proof that the mailbox itself works.
  Optional<String> protocol();

  /// The statuses with which an `https` URL is well. Default: all below 400.
  Optional<List<Integer>> expectStatus();

  /// For `dns`: name servers that are asked in place of the system's, each as a target of its own
  /// with the id `<id>@<name server>`.
  Optional<List<String>> resolvers();

  /// Asked for where it has an `smtp`. An optional section would make the binder look through the
  /// whole configuration for each of ten thousand targets.
  RoundTrip roundTrip();

  PhaseTimeouts phaseTimeouts();

  MailbuoyConfig.Tls tls();

  /// Whether it is asked with a token of its tenant's client.
  default boolean usesToken() {
    return authMethod().equals("xoauth2") || authMethod().equals("oauthbearer");
  }

  default String authMethod() {
    return auth()
        .orElse(password().isPresent() ? "password" : user().isPresent() ? "xoauth2" : "none");
  }

  /// What is spoken there; unknown where no probe speaks it.
  default Protocol spoken() {
    if (roundTrip().asked()) {
      return Protocol.ROUND_TRIP;
    }
    String scheme = url().substring(0, Math.max(0, url().indexOf(':'))).toLowerCase(Locale.ROOT);
    return protocol()
        .map(word -> Open.read(Protocol.class, word).value())
        .orElseGet(() ->
            switch (scheme) {
              case "imap", "imaps" -> Protocol.IMAP;
              case "pop3", "pop3s" -> Protocol.POP3;
              case "smtp", "smtps" -> Protocol.SMTP;
              case "https", "http" -> Protocol.HTTPS;
              case "dns" -> Protocol.DNS;
              default -> Protocol.UNKNOWN;
            });
  }

  /// The longest that one probe takes: a round trip has the time of its message as well.
  default Duration deadline() {
    return roundTrip().asked() ? timeout().plus(roundTrip().within()) : timeout();
  }
}
