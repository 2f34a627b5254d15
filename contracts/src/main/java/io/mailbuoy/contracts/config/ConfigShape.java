package io.mailbuoy.contracts.config;

import static io.mailbuoy.contracts.config.Shape.count;
import static io.mailbuoy.contracts.config.Shape.duration;
import static io.mailbuoy.contracts.config.Shape.file;
import static io.mailbuoy.contracts.config.Shape.flag;
import static io.mailbuoy.contracts.config.Shape.nameServer;
import static io.mailbuoy.contracts.config.Shape.oneOf;
import static io.mailbuoy.contracts.config.Shape.optional;
import static io.mailbuoy.contracts.config.Shape.regex;
import static io.mailbuoy.contracts.config.Shape.required;
import static io.mailbuoy.contracts.config.Shape.secret;
import static io.mailbuoy.contracts.config.Shape.text;
import static io.mailbuoy.contracts.config.Shape.url;
import static io.mailbuoy.contracts.config.Shape.zone;

import io.mailbuoy.contracts.config.Shape.Named;
import io.mailbuoy.contracts.config.Shape.Section;
import io.mailbuoy.contracts.config.Shape.Sections;
import io.mailbuoy.contracts.config.Shape.Values;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Code;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Severity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Every key that the configuration file may hold. [MailbuoyConfig] is its typed form; a test holds
/// the two against each other.
final class ConfigShape {
  static final List<String> TARGET_SCHEMES =
      List.of("imap", "imaps", "pop3", "pop3s", "smtp", "smtps", "https", "http", "dns");

  /// Fields of an alert that a route can match, each with the words that it can have; none where
  /// the words are the user's own.
  static final Map<String, List<String>> MATCHABLE = matchable();

  private static final Section TLS =
      Section.of(
          optional("mode", oneOf("none", "starttls", "implicit")), optional("trust", file()));

  private static final Section TENANT =
      Section.of(
          optional("directory-id", text()),
          optional("client-id", text()),
          optional("client-secret", secret()),
          optional("client-certificate", file()),
          optional("client-key", file()),
          optional("federated-token-file", file()),
          optional("token-scope", text()),
          optional("token-url", url("https", "http")),
          optional("graph-url", url("https", "http")),
          optional(
              "service-health",
              Section.of(
                  optional("enabled", flag()),
                  optional("interval", duration("1s")),
                  optional("messages", flag()),
                  optional("status-feed", url("https", "http")),
                  optional("status-feed-interval", duration("1s")))));

  private static final Section ROUND_TRIP =
      Section.of(
          optional("smtp", url("smtp", "smtps")),
          optional("user", text()),
          optional("auth", oneOf("xoauth2", "oauthbearer", "password", "plain", "login", "none")),
          optional("password", secret()),
          optional("from", text()),
          optional("to", text()),
          optional("within", duration("1s")),
          optional("junk-folder", text()));

  private static final Section PHASE_TIMEOUTS =
      Section.of(
          Arrays.stream(Phase.values())
              .filter(phase -> phase != Phase.UNKNOWN)
              .map(phase -> optional(phase.text(), duration("10ms")))
              .toArray(Shape.Key[]::new));

  private static final Section TARGET =
      Section.of(
          required("id", text()),
          optional("tenant", text()),
          required("service", text()),
          required("url", url(TARGET_SCHEMES.toArray(String[]::new))),
          optional("role", oneOf("subject", "control")),
          optional("user", text()),
          optional("auth", oneOf("xoauth2", "oauthbearer", "password", "plain", "login", "none")),
          optional("password", secret()),
          optional("interval", duration("1s")),
          optional("timeout", duration("100ms")),
          optional("protocol", oneOf("graph")),
          optional("expect-status", new Values(count(100, 599))),
          optional("resolvers", new Values(nameServer())),
          optional("round-trip", ROUND_TRIP),
          optional("phase-timeouts", PHASE_TIMEOUTS),
          optional("tls", TLS));

  private static final Shape.Value LINE = regex("user", "time", "text", "outcome", "phase", "kind");

  private static final Section LOG =
      Section.of(
          required("id", text()),
          required("file", file()),
          required("format", oneOf("dovecot", "fetchmail", "getmail", "mbsync", "regex")),
          optional("failures", new Values(LINE)),
          optional("successes", new Values(LINE)),
          optional("tenant", text()),
          required("service", text()),
          optional("protocol", oneOf("imap", "pop3", "smtp")),
          optional("per-user", flag()),
          optional("time-zone", zone()),
          optional("from", oneOf("end", "start")),
          optional("quiet-after", duration("1s")),
          optional("most-per-second", count(1, 1000)));

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

  private static final Section RETRY_BUDGET =
      Section.of(
          optional("mailbox", count(0, 1_000)),
          optional("tenant-percent", count(0, 1_000)),
          optional("overall-percent", count(0, 1_000)),
          optional("always", count(0, 100_000)));

  static final Section MAILBUOY =
      Section.of(
          optional("kafka", Section.of(optional("bootstrap-servers", text()))),
          optional("location", text()),
          optional("tenants", new Named(TENANT)),
          optional("targets", new Sections(TARGET)),
          optional("logs", new Sections(LOG)),
          optional("channels", new Named(CHANNEL)),
          optional("routes", new Sections(ROUTE)),
          optional(
              "probe",
              Section.of(
                  optional("retries", count(0, 10)),
                  optional("retry-delay", duration("100ms")),
                  optional("retry-budget", RETRY_BUDGET),
                  optional("token-interval", duration("1s")),
                  optional("least-pause", duration("10ms")),
                  optional("buffer", count(100, 10_000_000)),
                  optional("session-timeout", duration("1s")))),
          optional(
              "classifier",
              Section.of(
                  optional("blind-after", duration("10s")),
                  optional("quiet-for", duration("1s")),
                  optional("reopen-within", duration("0s")))),
          optional(
              "notifier",
              Section.of(
                  optional("timeout", duration("100ms")),
                  optional("first-pause", duration("10ms")),
                  optional("longest-pause", duration("10ms")),
                  optional("fallback-after", duration("0s")))));

  private ConfigShape() {}

  private static Map<String, List<String>> matchable() {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    fields.put("severity", words(Severity.values()));
    fields.put("tenant", List.of());
    fields.put("service", List.of());
    fields.put("protocol", words(Protocol.values()));
    fields.put("fault-domain", words(FaultDomain.values()));
    fields.put("cause", words(Cause.values()));
    fields.put("pattern", words(Pattern.values()));
    fields.put("state", words(AlertState.values()));
    return fields;
  }

  private static List<String> words(Code... vocabulary) {
    return Arrays.stream(vocabulary).map(Code::text).toList();
  }
}
