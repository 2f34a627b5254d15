package io.mailbuoy.notifier.channel;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Alert.IncidentLink;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Relation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What is said about an alert, in words, before any channel gives it its form. Texts are raw: each
/// channel escapes what its format needs.
///
/// @param headline the verdict in one line: what happened and whose fault it is
/// @param title what is broken, constant for the whole alert
/// @param reason why this message is sent
/// @param summary a few sentences
/// @param facts since when, for how many, whether the provider has said so
/// @param evidence the facts from which the verdict follows
/// @param advice what helps now
/// @param links incidents at the provider, or its status page where there is none yet
/// @param runbook the page that says what to do, where the channel has one
public record Message(
    String headline,
    String title,
    String reason,
    String summary,
    List<Fact> facts,
    List<String> evidence,
    List<String> advice,
    List<Link> links,
    Optional<Link> runbook) {
  private static final String STATUS_PAGE = "https://admin.microsoft.com/#/servicehealth";
  private static final String INCIDENT_PAGE = STATUS_PAGE + "/:/alerts/";

  /// Services whose incidents the admin centre lists, by their names in the configuration.
  private static final Set<String> AT_MICROSOFT =
      Set.of("exchange-online", "entra-id", "outlook-web", "m365-admin-centre", "teams");

  private static final int MOST_INCIDENTS = 5;
  private static final int LONGEST_ID = 40;
  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_SUMMARY = 2_000;

  /// A label and what it is about.
  public record Fact(String label, String value) {}

  /// A page that tells more.
  ///
  /// @param name what it is called, in a word or two
  /// @param text what is found there
  public record Link(String name, String text, String href) {
    /// The page that says what to do.
    public static Link runbook(String href) {
      return new Link("runbook", "Runbook", href);
    }
  }

  /// Puts a notification into words.
  ///
  /// @param runbook the page that says what to do, where the channel has one
  public static Message of(Notification notification, Optional<String> runbook) {
    Alert alert = notification.alert();
    return new Message(
        Text.clip(Text.line(headline(notification)), LONGEST_TITLE),
        Text.clip(Text.line(notification.title()), LONGEST_TITLE),
        Text.clip(Text.line(notification.reason()), LONGEST_TITLE),
        Text.clip(alert.summary().strip(), LONGEST_SUMMARY),
        facts(alert),
        alert.evidence(),
        alert.advice(),
        links(alert),
        runbook.map(Link::runbook));
  }

  /// All pages that tell more, the runbook first.
  public List<Link> pages() {
    return Stream.concat(runbook.stream(), links.stream()).toList();
  }

  private static List<Link> links(Alert alert) {
    List<Link> incidents =
        alert.incidents().stream()
            .map(incident ->
                new Link(
                    Text.clip(Text.line(incident.id()), LONGEST_ID),
                    label(incident),
                    INCIDENT_PAGE + encoded(incident.id())))
            .toList();
    return incidents.isEmpty() && AT_MICROSOFT.contains(alert.service())
        ? List.of(new Link("service health", "Microsoft 365 service health", STATUS_PAGE))
        : incidents;
  }

  private static String headline(Notification notification) {
    Alert alert = notification.alert();
    String verdict = verdict(alert);
    return switch (notification.action()) {
      case TRIGGER -> alert.severity().text().toUpperCase(Locale.ROOT) + ": " + verdict;
      case UPDATE -> "Update: " + verdict;
      case ACKNOWLEDGE -> "Acknowledged: " + verdict;
      case RESOLVE -> "Resolved" + lasted(alert) + ": " + verdict;
      case EPISODE -> "Began and already resolved" + lasted(alert) + ": " + verdict;
    };
  }

  static String verdict(Alert alert) {
    return words(alert.verdict().cause().text())
        + ", "
        + switch (alert.verdict().faultDomain().value()) {
          case PROVIDER -> "the provider's fault, " + statement(alert);
          case CUSTOMER -> "our own side's fault";
          case NETWORK -> "the network's fault";
          case MONITORING -> "the monitoring's own fault";
          case UNKNOWN -> "fault " + words(alert.verdict().faultDomain().text());
        };
  }

  /// Whether the provider has said so, for the line that a locked phone shows.
  private static String statement(Alert alert) {
    String ids = named(alert);
    if (!ids.isEmpty()) {
      return "acknowledged as " + ids;
    }
    return alert.provider().acknowledged() ? "acknowledged" : "not acknowledged yet";
  }

  /// The ids of the incidents that confirm the alert.
  private static String named(Alert alert) {
    List<String> ids =
        alert.incidents().stream()
            .filter(incident -> incident.relation().is(Relation.CONFIRMS))
            .map(IncidentLink::id)
            .toList();
    return String.join(", ", Text.shortened(ids, MOST_INCIDENTS, LONGEST_ID));
  }

  static String lasted(Alert alert) {
    Instant end = alert.resolvedAt();
    return end == null
        ? ""
        : " after " + Text.length(Duration.between(alert.impact().since(), end));
  }

  private static List<Fact> facts(Alert alert) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Affected", affected(alert)));
    facts.add(new Fact("Since", Text.time(alert.impact().since())));
    facts.add(new Fact("Detected", Text.time(alert.detectedAt())));
    Instant end = alert.resolvedAt();
    if (end != null) {
      facts.add(new Fact("Ended", Text.time(end) + "," + lasted(alert)));
    } else if (alert.state().is(AlertState.RESOLVED)) {
      facts.add(new Fact("Ended", Text.time(alert.occurredAt())));
    }
    facts.add(
        new Fact(
            "Pattern",
            words(alert.verdict().pattern().text())
                + ", "
                + percent(alert.impact().failureRatio())
                + " of first attempts fail"));
    facts.add(new Fact("Confidence", percent(alert.verdict().confidence())));
    facts.add(new Fact("Provider", provider(alert)));
    list(facts, "Seen from", alert.impact().locations());
    list(facts, "Still working", alert.impact().working());
    return facts;
  }

  static String affected(Alert alert) {
    Alert.Impact impact = alert.impact();
    String tenant = alert.tenant();
    return alert.service()
        + " over "
        + alert.protocol().text()
        + (tenant == null ? "" : " for " + tenant)
        + ": "
        + impact.targetsAffected()
        + " of "
        + impact.targetsTotal()
        + (impact.targetsTotal() == 1 ? " target" : " targets");
  }

  private static String provider(Alert alert) {
    String ids = named(alert);
    String named = ids.isEmpty() ? "" : " as " + ids;
    if (!alert.provider().acknowledged()) {
      return "has not acknowledged it" + named;
    }
    Instant at = alert.provider().acknowledgedAt();
    Long lag = alert.provider().lagMinutes();
    return "has acknowledged it"
        + named
        + (at == null ? "" : " on " + Text.time(at))
        + (lag == null || lag <= 0
            ? ""
            : ", " + Text.length(Duration.ofMinutes(lag)) + " after the onset");
  }

  private static String label(IncidentLink incident) {
    String title = incident.title();
    String status = incident.status();
    return Text.clip(
        Text.line(
            incident.id()
                + (incident.relation().is(Relation.CONFIRMS) ? "" : " (related)")
                + (title == null ? "" : ": " + title)
                + (status == null ? "" : " [" + status + "]")),
        LONGEST_TITLE);
  }

  private static void list(List<Fact> facts, String label, List<String> values) {
    if (!values.isEmpty()) {
      facts.add(new Fact(label, String.join(", ", Text.shortened(values, 10, 80))));
    }
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private static String percent(double share) {
    return Math.round(share * 100) + " %";
  }

  private static String words(String code) {
    String text = code.replace('-', ' ');
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
