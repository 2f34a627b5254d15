package io.mailbuoy.contracts.config;

import static io.mailbuoy.contracts.config.Shape.count;
import static io.mailbuoy.contracts.config.Shape.duration;
import static io.mailbuoy.contracts.config.Shape.flag;
import static io.mailbuoy.contracts.config.Shape.oneOf;
import static io.mailbuoy.contracts.config.Shape.optional;
import static io.mailbuoy.contracts.config.Shape.required;
import static io.mailbuoy.contracts.config.Shape.secret;
import static io.mailbuoy.contracts.config.Shape.text;

import io.mailbuoy.contracts.config.Shape.Named;
import io.mailbuoy.contracts.config.Shape.Section;
import io.mailbuoy.contracts.config.Shape.Sections;
import io.mailbuoy.contracts.config.Shape.Value;
import io.mailbuoy.contracts.config.Shape.Values;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/// Every key that the configuration file may hold. [MailbuoyConfig] is its typed form; a test holds
/// the two against each other.
final class ConfigShape {
  static final List<String> TARGET_SCHEMES =
      List.of("imap", "imaps", "pop3s", "smtp", "smtps", "https", "http", "dns");

  /// Fields of an alert that a route can match.
  static final List<String> MATCHABLE =
      List.of(
          "severity", "tenant", "service", "protocol", "fault-domain", "cause", "pattern", "state");

  private static final Section TLS =
      Section.of(
          optional("mode", oneOf("none", "starttls", "implicit")), optional("trust", text()));

  private static final Section TENANT =
      Section.of(
          optional("directory-id", text()),
          optional("client-id", text()),
          optional("client-secret", secret()),
          optional("token-url", url("https", "http")),
          optional("graph-url", url("https", "http")),
          optional(
              "service-health",
              Section.of(optional("enabled", flag()), optional("interval", duration("1s")))));

  private static final Section TARGET =
      Section.of(
          required("id", text()),
          optional("tenant", text()),
          required("service", text()),
          required("url", url(TARGET_SCHEMES.toArray(String[]::new))),
          optional("role", oneOf("subject", "control")),
          optional("user", text()),
          optional("auth", oneOf("xoauth2", "password", "none")),
          optional("password", secret()),
          optional("interval", duration("1s")),
          optional("timeout", duration("100ms")),
          optional("tls", TLS));

  private static final Section CHANNEL =
      Section.of(
          required("type", oneOf("teams", "pagerduty", "email")),
          optional("url", secret()),
          optional("routing-key", secret()),
          optional("smtp", url("smtp", "smtps")),
          optional("user", text()),
          optional("password", secret()),
          optional("from", text()),
          optional("to", new Values(text())),
          optional("depends-on", new Values(text())),
          optional("tls", TLS));

  private static final Section ROUTE =
      Section.of(
          optional("match", new Named(new Values(text()))),
          required("channels", new Values(text())),
          optional("fallback", new Values(text())));

  static final Section MAILBUOY =
      Section.of(
          optional("kafka", Section.of(optional("bootstrap-servers", text()))),
          optional("location", text()),
          optional("tenants", new Named(TENANT)),
          optional("targets", new Sections(TARGET)),
          optional("channels", new Named(CHANNEL)),
          optional("routes", new Sections(ROUTE)),
          optional(
              "probe",
              Section.of(
                  optional("retries", count(0, 10)),
                  optional("retry-delay", duration("100ms")),
                  optional("token-interval", duration("1s")),
                  optional("least-pause", duration("10ms")))),
          optional(
              "classifier",
              Section.of(
                  optional("blind-after", duration("10s")), optional("quiet-for", duration("1s")))),
          optional(
              "notifier",
              Section.of(
                  optional("timeout", duration("100ms")),
                  optional("first-pause", duration("10ms")),
                  optional("longest-pause", duration("10ms")))));

  private ConfigShape() {}

  private static Value url(String... schemes) {
    List<String> known = List.of(schemes);
    return new Value(text -> urlFault(text, known), false);
  }

  private static Optional<String> urlFault(String text, List<String> schemes) {
    String remedy = "write " + schemes.getFirst() + "://host";
    try {
      URI uri = new URI(text);
      if (uri.getScheme() == null || !schemes.contains(uri.getScheme())) {
        return Optional.of(
            "'" + text + "' is not a URL of the schemes " + String.join(", ", schemes));
      }
      if (uri.getHost() == null) {
        return Optional.of("'" + text + "' names no host; " + remedy);
      }
      return uri.getUserInfo() == null
          ? Optional.empty()
          : Optional.of("a URL must not hold a user or password; use the keys user and password");
    } catch (URISyntaxException e) {
      return Optional.of("'" + text + "' is not a URL; " + remedy);
    }
  }
}
