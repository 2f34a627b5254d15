package io.mailbuoy.contracts.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The typed form of the configuration file. [ConfigFile] has refused everything that is wrong with
/// it before a service sees it, with a better message than a binder can give.
@ConfigMapping(prefix = "mailbuoy")
public interface MailbuoyConfig {
  String GRAPH_URL = "https://graph.microsoft.com/v1.0";

  Kafka kafka();

  /// Where this instance probes from.
  @WithDefault("default")
  String location();

  /// By the tenant's name.
  Map<String, Tenant> tenants();

  List<TargetConfig> targets();

  /// By the channel's name.
  Map<String, Channel> channels();

  /// The first route whose `match` fits decides.
  List<Route> routes();

  ProbeSettings probe();

  ClassifierSettings classifier();

  NotifierSettings notifier();

  /// Where the broker is.
  interface Kafka {
    /// Left out, `mailbuoy up` starts a broker of its own.
    Optional<String> bootstrapServers();
  }

  /// A Microsoft 365 tenant and the app registration with which it is asked.
  interface Tenant {
    Optional<String> directoryId();

    Optional<String> clientId();

    @WithConverter(Secret.FromText.class)
    Optional<Secret> clientSecret();

    /// Default: the directory's endpoint at login.microsoftonline.com.
    Optional<String> tokenUrl();

    @WithDefault(GRAPH_URL)
    String graphUrl();

    ServiceHealth serviceHealth();

    /// Whether tokens can be asked for.
    default boolean hasClient() {
      return clientId().isPresent()
          && clientSecret().isPresent()
          && (directoryId().isPresent() || tokenUrl().isPresent());
    }

    /// Where tokens are asked for.
    default String tokenEndpoint() {
      return tokenUrl()
          .orElseGet(() ->
              "https://login.microsoftonline.com/"
                  + directoryId().orElse("common")
                  + "/oauth2/v2.0/token");
    }

    /// Whether the admin centre's incidents are read: on where there is a client, unless it is
    /// turned off.
    default boolean readsServiceHealth() {
      return serviceHealth().enabled().orElse(true) && hasClient();
    }
  }

  /// The reading of the admin centre's incidents.
  interface ServiceHealth {
    Optional<Boolean> enabled();

    @WithDefault("30s")
    @WithConverter(Durations.FromText.class)
    Duration interval();
  }

  /// What is probed.
  interface TargetConfig {
    String id();

    Optional<String> tenant();

    String service();

    String url();

    @WithDefault("subject")
    String role();

    Optional<String> user();

    /// `xoauth2`, `password` or `none`. Default: `password` where there is one, `xoauth2` where
    /// there is only a user, `none` otherwise.
    Optional<String> auth();

    @WithConverter(Secret.FromText.class)
    Optional<Secret> password();

    @WithDefault("60s")
    @WithConverter(Durations.FromText.class)
    Duration interval();

    /// The deadline of one probe.
    @WithDefault("30s")
    @WithConverter(Durations.FromText.class)
    Duration timeout();

    Tls tls();

    default String authMethod() {
      return auth()
          .orElse(password().isPresent() ? "password" : user().isPresent() ? "xoauth2" : "none");
    }
  }

  /// How a connection is protected.
  interface Tls {
    /// `none` turns STARTTLS off for `imap` and `smtp`.
    Optional<String> mode();

    /// A PEM file of certificates that are trusted instead of the system's.
    Optional<Path> trust();

    default boolean off() {
      return mode().map("none"::equals).orElse(false);
    }
  }

  /// Over what people are told.
  interface Channel {
    /// `teams`, `pagerduty` or `email`.
    String type();

    /// Of a Teams webhook, which is a secret, or of PagerDuty's API.
    @WithConverter(Secret.FromText.class)
    Optional<Secret> url();

    @WithConverter(Secret.FromText.class)
    Optional<Secret> routingKey();

    /// `smtp://host:port` with STARTTLS, or `smtps://host:port`.
    Optional<String> smtp();

    Optional<String> user();

    @WithConverter(Secret.FromText.class)
    Optional<Secret> password();

    Optional<String> from();

    Optional<List<String>> to();

    /// Services without which this channel does not work.
    Optional<List<String>> dependsOn();

    Tls tls();
  }

  /// Who is told what.
  interface Route {
    /// Field of the alert to the words that fit; all must fit. Empty fits every alert.
    Map<String, List<String>> match();

    List<String> channels();

    Optional<List<String>> fallback();
  }

  /// How targets are probed.
  interface ProbeSettings {
    /// How often a failed probe is repeated at once, as evidence of intermittence.
    @WithDefault("2")
    int retries();

    /// The pause before each retry.
    @WithDefault("5s")
    @WithConverter(Durations.FromText.class)
    Duration retryDelay();

    /// How often each tenant's token endpoint is asked for a new token, as a control. Asking often
    /// is refused with AADSTS50196.
    @WithDefault("5m")
    @WithConverter(Durations.FromText.class)
    Duration tokenInterval();

    /// The least pause between two probes of one target, in real time. Only a story clock gets near
    /// it.
    @WithDefault("1s")
    @WithConverter(Durations.FromText.class)
    Duration leastPause();
  }

  /// When something counts as broken.
  interface ClassifierSettings {
    /// A location is blind when none of its results has arrived for this long.
    @WithDefault("15m")
    @WithConverter(Durations.FromText.class)
    Duration blindAfter();

    /// How long an episode must be quiet at least before it is resolved.
    @WithDefault("5m")
    @WithConverter(Durations.FromText.class)
    Duration quietFor();
  }

  /// How messages are sent.
  interface NotifierSettings {
    /// The deadline of one attempt.
    @WithDefault("15s")
    @WithConverter(Durations.FromText.class)
    Duration timeout();

    /// The first pause before a message is tried again; it doubles up to [#longestPause].
    @WithDefault("1s")
    @WithConverter(Durations.FromText.class)
    Duration firstPause();

    @WithDefault("5m")
    @WithConverter(Durations.FromText.class)
    Duration longestPause();

    /// How long a channel may fail before its route's fallback channels are told as well.
    @WithDefault("30s")
    @WithConverter(Durations.FromText.class)
    Duration fallbackAfter();
  }
}
