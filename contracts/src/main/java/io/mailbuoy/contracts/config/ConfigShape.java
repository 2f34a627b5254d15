package io.mailbuoy.contracts.config;

import static io.mailbuoy.contracts.config.Shape.count;
import static io.mailbuoy.contracts.config.Shape.duration;
import static io.mailbuoy.contracts.config.Shape.file;
import static io.mailbuoy.contracts.config.Shape.flag;
import static io.mailbuoy.contracts.config.Shape.listenAddress;
import static io.mailbuoy.contracts.config.Shape.moment;
import static io.mailbuoy.contracts.config.Shape.nameServer;
import static io.mailbuoy.contracts.config.Shape.oneOf;
import static io.mailbuoy.contracts.config.Shape.optional;
import static io.mailbuoy.contracts.config.Shape.regex;
import static io.mailbuoy.contracts.config.Shape.required;
import static io.mailbuoy.contracts.config.Shape.secret;
import static io.mailbuoy.contracts.config.Shape.text;
import static io.mailbuoy.contracts.config.Shape.timeOfDay;
import static io.mailbuoy.contracts.config.Shape.url;
import static io.mailbuoy.contracts.config.Shape.zone;

import io.mailbuoy.contracts.config.Shape.Named;
import io.mailbuoy.contracts.config.Shape.Section;
import io.mailbuoy.contracts.config.Shape.Sections;
import io.mailbuoy.contracts.config.Shape.Values;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Every key that the configuration file may hold. [MailbuoyConfig] is its typed form; a test holds
/// the two against each other.
final class ConfigShape {
  static final List<String> TARGET_SCHEMES =
      List.of("imap", "imaps", "pop3", "pop3s", "smtp", "smtps", "https", "http", "dns");

  /// How deep routes can lie in routes, the outermost counted.
  static final int ROUTES_DEEP = 3;

  private static final Section TLS =
      Section.of(
          optional("mode", oneOf("none", "starttls", "implicit")), optional("trust", file()));

  private static final Section KAFKA =
      Section.of(
          optional("bootstrap-servers", text()),
          optional(
              "security",
              Section.of(
                  optional("protocol", oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")),
                  optional("trust", file()),
                  optional("client-certificate", file()),
                  optional("client-key", file()),
                  optional(
                      "sasl",
                      Section.of(
                          optional("mechanism", oneOf("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")),
                          optional("username", text()),
                          optional("password", secret()))))));

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

  private static final Section TEMPLATES =
      Section.of(
          Stream.of("card", "summary", "details", "subject", "text", "html", "body")
              .map(part -> optional(part, file()))
              .toArray(Shape.Key[]::new));
  private static final Values DAYS =
      new Values(oneOf("mon", "tue", "wed", "thu", "fri", "sat", "sun"));

  private static final Named MATCH = new Named(new Values(text()));

  private static final Section QUIET =
      Section.of(
          optional("severity", new Values(severity())),
          optional("days", DAYS),
          required("from", timeOfDay()),
          required("to", timeOfDay()),
          optional("time-zone", zone()));

  private static final Section SILENCE =
      Section.of(
          optional("match", MATCH),
          required("from", moment()),
          required("until", moment()),
          optional("comment", text()));

  private static final Section MAINTENANCE =
      Section.of(
          optional("match", MATCH),
          optional("days", DAYS),
          required("from", timeOfDay()),
          required("to", timeOfDay()),
          optional("time-zone", zone()),
          optional("comment", text()));

  private static final Section ESCALATION =
      Section.of(required("after", duration("1s")), required("channels", new Values(text())));

  private static final Section CHANNEL =
      Section.of(
          required("type", oneOf("teams", "pagerduty", "email", "webhook")),
          optional("url", secret()),
          optional("routing-key", secret()),
          optional("webhook-secret", secret()),
          optional("change-events", flag()),
          optional("signing-secret", secret()),
          optional("authorization", secret()),
          optional("smtp", url("smtp", "smtps")),
          optional("user", text()),
          optional("auth", oneOf("password", "xoauth2")),
          optional("password", secret()),
          optional("tenant", text()),
          optional("from", text()),
          optional("to", new Values(text())),
          optional("mentions", new Values(text())),
          optional("runbook", url("https", "http")),
          optional("depends-on", new Values(text())),
          optional("templates", TEMPLATES),
          optional("quiet", new Sections(QUIET)),
          optional("digest", duration("1s")),
          optional("group-wait", duration("1s")),
          optional("group-by", new Values(text())),
          optional("tls", TLS));

  private static final Section ROUTE = route(1);

  private static final Section RETRY_BUDGET =
      Section.of(
          optional("mailbox", count(0, 1_000)),
          optional("tenant-percent", count(0, 1_000)),
          optional("overall-percent", count(0, 1_000)),
          optional("always", count(0, 100_000)));

  static final Section MAILBUOY =
      Section.of(
          optional("kafka", KAFKA),
          optional("location", text()),
          optional("tenants", new Named(TENANT)),
          optional("targets", new Sections(TARGET)),
          optional("logs", new Sections(LOG)),
          optional("channels", new Named(CHANNEL)),
          optional("routes", new Sections(ROUTE)),
          optional("silences", new Sections(SILENCE)),
          optional("maintenance", new Sections(MAINTENANCE)),
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
                  optional("fallback-after", duration("0s")),
                  optional("channel-alert-after", duration("1s")),
                  optional(
                      "heartbeat",
                      Section.of(
                          optional("url", secret()),
                          optional("interval", duration("1s")),
                          optional("stale-after", duration("10s")))),
                  optional("webhook-address", listenAddress()))));

  private ConfigShape() {}

  /// A route at some depth. One that lies in another may leave the channels to it.
  private static Section route(int depth) {
    List<Shape.Key> keys = new ArrayList<>();
    keys.add(optional("match", MATCH));
    Values channels = new Values(text());
    keys.add(depth == 1 ? required("channels", channels) : optional("channels", channels));
    keys.add(optional("fallback", new Values(text())));
    keys.add(optional("continue", flag()));
    keys.add(optional("escalate", new Sections(ESCALATION)));
    keys.add(optional("remind", duration("1s")));
    if (depth < ROUTES_DEEP) {
      keys.add(optional("routes", new Sections(route(depth + 1))));
    }
    return Section.of(keys.toArray(Shape.Key[]::new));
  }

  private static Shape.Value severity() {
    return oneOf(
        Arrays.stream(Severity.values())
            .filter(each -> each != Severity.UNKNOWN)
            .map(Severity::text)
            .toArray(String[]::new));
  }
}
