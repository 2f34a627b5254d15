package io.mailbuoy.contracts.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How targets are probed.
public interface ProbeSettings {
  /// How often a failed probe is repeated at once, as evidence of intermittence.
  @WithDefault("2")
  int retries();

  RetryBudget retryBudget();

  /// The pause before each retry.
  @WithDefault("5s")
  @WithConverter(Durations.FromText.class)
  Duration retryDelay();

  /// How often each tenant's token endpoint is asked for a new token, as a control. Asking often is
  /// refused with AADSTS50196.
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
}
