package io.mailbuoy.contracts.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who is told of an alert, and when not: the types of routes, silences and hours in
/// [MailbuoyConfig].
public interface RoutingConfig {
  /// Certain hours of certain days.
  interface Hours {
    /// The days on which the hours begin: `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`. Default:
    /// every day.
    Optional<List<String>> days();

    /// When they begin.
    String from();

    /// When they end; on the next day where that is not later than `from`.
    String to();

    /// Where the times of day hold.
    @WithDefault("UTC")
    String timeZone();
  }

  /// Hours in which a channel is not disturbed.
  interface QuietHours extends Hours {
    /// Alerts of these severities wait. Default: all.
    Optional<List<String>> severity();
  }

  /// Hours in which alerts are expected.
  interface Maintenance extends Hours {
    /// Which alerts, in the form of a route's `match`.
    Map<String, List<String>> match();

    /// What is done then.
    Optional<String> comment();
  }

  /// A time in which alerts are expected.
  interface Silence {
    /// Which alerts, in the form of a route's `match`.
    Map<String, List<String>> match();

    /// When it begins.
    String from();

    /// When it ends.
    String until();

    /// Why.
    Optional<String> comment();
  }

  /// What every route has, wherever it stands.
  interface Rule {
    /// Field of the alert to the words that fit; all must fit. Empty fits every alert.
    Map<String, List<String>> match();

    /// Channels of which the first that works is told as well where one of the others cannot be.
    Optional<List<String>> fallback();

    /// Whether the routes after this one are asked as well where this one fits.
    @WithName("continue")
    @WithDefault("false")
    boolean goesOn();

    /// Who else is told where nobody acknowledges the alert.
    List<Escalation> escalate();

    /// How often an alert that goes on is told again.
    @WithConverter(Durations.FromText.class)
    Optional<Duration> remind();
  }

  /// Who is told what.
  interface Route extends Rule {
    /// Names under `mailbuoy.channels`; all of them are told.
    List<String> channels();

    /// Routes for some of the alerts that fit; the first that fits decides in place of this one,
    /// and has its channels, `fallback`, `escalate` and `remind` where it names none. Three levels
    /// at most.
    List<Branch> routes();
  }

  /// A route in a route.
  interface Branch extends Rule {
    Optional<List<String>> channels();

    List<Twig> routes();
  }

  /// A route in a route in a route.
  interface Twig extends Rule {
    Optional<List<String>> channels();
  }

  /// Who is told later.
  interface Escalation {
    /// How long after the alert was first told.
    @WithConverter(Durations.FromText.class)
    Duration after();

    /// Names under `mailbuoy.channels`; all of them are told.
    List<String> channels();
  }
}
