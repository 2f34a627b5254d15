package io.mailbuoy.classifier.core.naming;

import io.mailbuoy.classifier.core.correlation.Vocabulary;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.contracts.event.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// What people call things.
public final class Names {
  private static final String STATUS = "m365-admin-centre";
  private static final Map<String, String> SERVICES =
      Map.of(
          "exchange-online",
          "Exchange Online",
          "entra-id",
          "Microsoft Entra ID",
          "outlook-web",
          "Outlook on the web",
          STATUS,
          "the Microsoft 365 admin centre",
          "teams",
          "Microsoft Teams");
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Names() {}

  /// `exchange-online` is Exchange Online; a name of the user's own stays as it is.
  public static String service(String service) {
    return SERVICES.getOrDefault(service, service);
  }

  public static String protocol(Protocol protocol) {
    return switch (protocol) {
      case IMAP, POP3, SMTP, HTTPS, DNS -> protocol.text().toUpperCase(Locale.ROOT);
      case TOKEN -> "token request";
      case GRAPH -> "Graph";
      case ROUND_TRIP -> "mail delivery";
      case UNKNOWN -> "unknown protocol";
    };
  }

  public static String scope(ScopeKey scope) {
    return switch (scope.protocol().value()) {
      case HTTPS, TOKEN, UNKNOWN -> service(scope.service());
      case GRAPH ->
          scope.service().equals(STATUS)
              ? service(scope.service())
              : service(scope.service()) + " " + protocol(Protocol.GRAPH);
      case IMAP, POP3, SMTP, DNS, ROUND_TRIP ->
          service(scope.service()) + " " + protocol(scope.protocol().value());
    };
  }

  /// Who runs a service: Microsoft, or whoever gave it its name.
  public static String provider(String service) {
    return Vocabulary.SHIPPED.microsoft(service) ? "microsoft" : service;
  }

  /// Date and minute.
  public static String time(long millis) {
    return MINUTE.format(Instant.ofEpochMilli(millis));
  }

  /// Hours and minutes.
  public static String clock(long millis) {
    return CLOCK.format(Instant.ofEpochMilli(millis));
  }

  /// In the largest units that matter: `6 d 11 h`, `12 min`, `40 s`.
  public static String duration(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
    if (duration.toHours() > 0) {
      return duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }
    return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
  }
}
