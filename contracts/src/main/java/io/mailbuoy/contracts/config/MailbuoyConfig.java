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
    /// The directory's (tenant's) id in Entra.
    Optional<String> directoryId();

    /// The id of the app registration with which tokens are asked for.
    Optional<String> clientId();

    /// A client secret of that app registration.
    @WithConverter(Secret.FromText.class)
    Optional<Secret> clientSecret();

    /// Default: the directory's endpoint at login.microsoftonline.com.
    Optional<String> tokenUrl();

    /// Where Microsoft Graph is asked.
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
    /// Whether the incidents are read. Default: where the tenant has a client.
    Optional<Boolean> enabled();

    /// How often they are read.
    @WithDefault("30s")
    @WithConverter(Durations.FromText.class)
    Duration interval();
  }

  /// What is probed.
  interface TargetConfig {
    /// Its name in events and alerts. No two targets share one.
    String id();

    /// Whose it is: a name under `mailbuoy.tenants`. A control without one serves every tenant.
    Optional<String> tenant();

    /// `exchange-online`, `entra-id`, `outlook-web`, `m365-admin-centre`, or a name of your own.
    String service();

    /// What is probed. The scheme decides how; `imap` and `smtp` upgrade with STARTTLS.
    String url();

    /// `subject` is what people depend on; a `control` is asked only to tell causes apart.
    @WithDefault("subject")
    String role();

    /// The mailbox or the account.
    Optional<String> user();

    /// `xoauth2`, `password` or `none`. Default: `password` where there is one, `xoauth2` where
    /// there is only a user, `none` otherwise.
    Optional<String> auth();

    /// For `auth: password`.
    @WithConverter(Secret.FromText.class)
    Optional<Secret> password();

    /// How often it is probed.
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

    /// The integration key of PagerDuty's Events API v2.
    @WithConverter(Secret.FromText.class)
    Optional<Secret> routingKey();

    /// `smtp://host:port` with STARTTLS, or `smtps://host:port`.
    Optional<String> smtp();

    /// For the relay, where it asks for one.
    Optional<String> user();

    /// For the relay.
    @WithConverter(Secret.FromText.class)
    Optional<Secret> password();

    /// The sender's address.
    Optional<String> from();

    /// The recipients' addresses.
    Optional<List<String>> to();

    /// Services without which this channel does not work.
    Optional<List<String>> dependsOn();

    Tls tls();
  }

  /// Who is told what.
  interface Route {
    /// Field of the alert to the words that fit; all must fit. Empty fits every alert.
    Map<String, List<String>> match();

    /// Names under `mailbuoy.channels`; all of them are told.
    List<String> channels();

    /// Channels that are told as well where one of the others fails.
    Optional<List<String>> fallback();
  }

  /// How targets are probed.
  interface ProbeSettings {
    /// How often a failed probe is repeated at once, as evidence of intermittence.
    @WithDefault("2")
    int retries();

    RetryBudget retryBudget();

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

    /// How many results wait at most for a broker that is away. The oldest are dropped first.
    @WithDefault("10000")
    int buffer();

    /// After how long a replica that the broker does not hear of is replaced by the others of its
    /// location. The broker's own limits apply, 6s and 30m as a rule.
    @WithDefault("10s")
    @WithConverter(Durations.FromText.class)
    Duration sessionTimeout();
  }

  /// How many retries there may be, so that an outage of many mailboxes adds little to the load.
  interface RetryBudget {
    /// Retries of one mailbox in a minute, however many targets it has.
    @WithDefault("6")
    int mailbox();

    /// Retries of a tenant, in percent of its regular probes.
    @WithDefault("50")
    int tenantPercent();

    /// Retries of all targets together, in percent of all regular probes.
    @WithDefault("20")
    int overallPercent();

    /// Retries in a minute that each tenant, and all targets together, may make in any case.
    @WithDefault("60")
    int always();
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

    /// The first pause before a message is tried again; it doubles up to `longest-pause`.
    @WithDefault("1s")
    @WithConverter(Durations.FromText.class)
    Duration firstPause();

    /// The longest pause between two attempts.
    @WithDefault("5m")
    @WithConverter(Durations.FromText.class)
    Duration longestPause();

    /// How long a channel may fail before its route's fallback channels are told as well.
    @WithDefault("30s")
    @WithConverter(Durations.FromText.class)
    Duration fallbackAfter();
  }
}
