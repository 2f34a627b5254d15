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

  /// The deadline of one probe, where the configuration names none.
  String TIMEOUT = "30s";

  KafkaConfig kafka();

  /// Where this instance probes from.
  @WithDefault("default")
  String location();

  /// By the tenant's name.
  Map<String, Tenant> tenants();

  List<TargetConfig> targets();

  /// The targets as they are probed: one that names several name servers is several.
  default List<TargetConfig> probed() {
    return probed(targets());
  }

  /// Targets as they are probed: one that names several name servers is several.
  static List<TargetConfig> probed(List<? extends TargetConfig> targets) {
    return targets.stream().flatMap(target -> NameServerTarget.each(target).stream()).toList();
  }

  /// Logs of mail clients and servers, whose lines count as evidence.
  List<LogConfig> logs();

  /// By the channel's name.
  Map<String, ChannelConfig> channels();

  /// The first route whose `match` fits decides.
  List<RoutingConfig.Route> routes();

  /// Alerts that nobody is told of for once.
  List<RoutingConfig.Silence> silences();

  /// Alerts that nobody is told of at certain hours, again and again.
  List<RoutingConfig.Maintenance> maintenance();

  ProbeSettings probe();

  ClassifierSettings classifier();

  NotifierSettings notifier();

  /// A Microsoft 365 tenant and the app registration with which it is asked.
  interface Tenant {
    /// The directory's (tenant's) id in Entra.
    Optional<String> directoryId();

    /// The id of the app registration with which tokens are asked for.
    Optional<String> clientId();

    /// A client secret of that app registration.
    @WithConverter(Secret.FromText.class)
    Optional<Secret> clientSecret();

    /// Instead of the secret: a PEM file with a certificate of that app registration.
    Optional<Path> clientCertificate();

    /// A PEM file with the certificate's private key, where it does not lie in the same file.
    Optional<Path> clientKey();

    /// Instead of the secret: a file with a token of another identity provider, as Kubernetes
    /// writes it for workload identity. It is read anew for every question.
    Optional<Path> federatedTokenFile();

    /// What tokens for mailboxes are asked for. Default: Exchange Online's
    /// `https://outlook.office365.com/.default`.
    Optional<String> tokenScope();

    /// Default: the directory's endpoint at login.microsoftonline.com.
    Optional<String> tokenUrl();

    /// Where Microsoft Graph is asked.
    @WithDefault(GRAPH_URL)
    String graphUrl();

    ServiceHealth serviceHealth();

    /// Whether tokens can be asked for.
    default boolean hasClient() {
      return clientId().isPresent()
          && (clientSecret().isPresent()
              || clientCertificate().isPresent()
              || federatedTokenFile().isPresent())
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

    /// Whether the message centre's posts about the tenant's services are published too. That takes
    /// the permission `ServiceMessage.Read.All`.
    @WithDefault("true")
    boolean messages();

    /// A public status page's feed, RSS or Atom, as a second source. It is asked without a token,
    /// so a tenant without a client can have one. There is no default, because Microsoft documents
    /// none.
    Optional<String> statusFeed();

    /// How often the status page's feed is read.
    @WithDefault("1m")
    @WithConverter(Durations.FromText.class)
    Duration statusFeedInterval();
  }

  /// How a connection is protected.
  interface Tls {
    /// `none` turns STARTTLS off for `imap`, `pop3` and `smtp`.
    Optional<String> mode();

    /// A PEM file of certificates that are trusted instead of the system's.
    Optional<Path> trust();

    default boolean off() {
      return mode().map("none"::equals).orElse(false);
    }
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

    /// An episode that begins so soon after an equal one was resolved names it as an earlier time.
    @WithDefault("6h")
    @WithConverter(Durations.FromText.class)
    Duration reopenWithin();
  }

  /// How messages are sent.
  interface NotifierSettings {
    /// The deadline of one attempt.
    @WithDefault("15s")
    @WithConverter(Durations.FromText.class)
    Duration timeout();

    /// The longest pause after a first failed attempt. It doubles with each attempt up to
    /// `longest-pause`, and each pause is drawn evenly from nothing to it.
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

    /// Where PagerDuty's webhooks are taken, in the clear, for the channels that have a
    /// `webhook-secret`. Put a proxy with TLS before it.
    @WithDefault("127.0.0.1:8084")
    String webhookAddress();

    /// How long a channel may fail before that is an alert of its own.
    @WithDefault("15m")
    @WithConverter(Durations.FromText.class)
    Duration channelAlertAfter();

    HeartbeatConfig heartbeat();
  }
}
