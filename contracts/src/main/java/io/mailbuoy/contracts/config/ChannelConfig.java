package io.mailbuoy.contracts.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Over what people are told. [CrossCheck] refuses a key that the channel's type does not have.
public interface ChannelConfig {
  /// `teams`, `pagerduty`, `email` or `webhook`.
  String type();

  /// Of a Teams or other webhook, which is a secret, or of PagerDuty's API.
  @WithConverter(Secret.FromText.class)
  Optional<Secret> url();

  /// The integration key of PagerDuty's Events API v2.
  @WithConverter(Secret.FromText.class)
  Optional<Secret> routingKey();

  /// For `pagerduty`: the secret of a webhook subscription (v3). With it,
  /// `/webhooks/pagerduty/NAME` at `notifier.webhook-address` takes what people acknowledge and
  /// resolve there.
  @WithConverter(Secret.FromText.class)
  Optional<Secret> webhookSecret();

  /// For `pagerduty`: whether deployments and changed settings are shown there as change events.
  @WithDefault("false")
  boolean changeEvents();

  /// For `webhook`: the secret with which each request is signed; `whsec_` and Base64, or any text.
  @WithConverter(Secret.FromText.class)
  Optional<Secret> signingSecret();

  /// For `webhook`: what stands in the `Authorization` header, such as `Bearer …`.
  @WithConverter(Secret.FromText.class)
  Optional<Secret> authorization();

  /// `smtp://host:port` with STARTTLS, or `smtps://host:port`.
  Optional<String> smtp();

  /// For the relay, where it asks for one.
  Optional<String> user();

  /// How the user logs in at the relay: with the `password`, or with a token of the `tenant`'s
  /// client (`xoauth2`), which needs the permission SMTP.SendAsApp. Default: `password` where there
  /// is one.
  Optional<String> auth();

  /// For the relay.
  @WithConverter(Secret.FromText.class)
  Optional<Secret> password();

  /// For `auth: xoauth2`: a name under `mailbuoy.tenants`.
  Optional<String> tenant();

  /// The sender's address.
  Optional<String> from();

  /// The recipients' addresses.
  Optional<List<String>> to();

  /// For `teams`: who is mentioned when an alert begins, by their sign-in names.
  Optional<List<String>> mentions();

  /// A page that says what to do, to which each message links.
  Optional<String> runbook();

  /// Services without which this channel does not work.
  Optional<List<String>> dependsOn();

  Templates templates();

  /// Hours in which this channel is not disturbed.
  List<RoutingConfig.QuietHours> quiet();

  /// How often what is to be said of alerts of severity `info` is told, all in one message; `1d` at
  /// most, and not for `pagerduty`. Default: each is told by itself, at once.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> digest();

  /// How long what this channel is to be told waits for more of it, so that it is told in one
  /// message; `10m` at most, and not for `pagerduty`. Default: nothing waits.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> groupWait();

  /// For `group-wait`: alerts that differ in one of these fields are told in messages of their own.
  /// The fields are those of a route's `match`. Default: all that waits is one message.
  Optional<List<String>> groupBy();

  MailbuoyConfig.Tls tls();

  /// Files with Qute templates that replace a part of the message.
  interface Templates {
    /// For `teams`: the Adaptive Card, as JSON.
    Optional<Path> card();

    /// For `pagerduty`: the line that pages.
    Optional<Path> summary();

    /// For `pagerduty`: `custom_details`, as a JSON object.
    Optional<Path> details();

    /// For `email`: the subject. Mail clients keep a thread where it stays the same.
    Optional<Path> subject();

    /// For `email`: the form as plain text.
    Optional<Path> text();

    /// For `email`: the form as HTML.
    Optional<Path> html();

    /// For `webhook`: the whole body, as JSON, in place of the CloudEvent.
    Optional<Path> body();

    /// The part's key to its file, for the parts that have one.
    default Map<String, Path> given() {
      Map<String, Optional<Path>> all = new TreeMap<>();
      all.put("card", card());
      all.put("summary", summary());
      all.put("details", details());
      all.put("subject", subject());
      all.put("text", text());
      all.put("html", html());
      all.put("body", body());
      Map<String, Path> given = new TreeMap<>();
      all.forEach((part, file) -> file.ifPresent(path -> given.put(part, path)));
      return given;
    }
  }
}
