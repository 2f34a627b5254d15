package io.mailbuoy.notifier.channel.pagerduty;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.CommandKind;
import io.mailbuoy.contracts.event.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Reads what PagerDuty's webhooks (v3) say:
/// <https://developer.pagerduty.com/docs/webhooks-overview>. Nothing is believed whose signature
/// does not hold: <https://developer.pagerduty.com/docs/verifying-webhook-signatures>.
public final class WebhookReader {
  /// The header with the signatures. There are several while a secret is replaced.
  public static final String HEADER = "X-PagerDuty-Signature";

  /// PagerDuty repeats what it could not deliver for two days at most.
  private static final Duration OLDEST = Duration.ofDays(3);

  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);
  private static final String VERSION = "v1=";

  private final Secret secret;
  private final InstantSource clock;

  public WebhookReader(Secret secret, InstantSource clock) {
    this.secret = secret;
    this.clock = clock;
  }

  /// What a request comes to.
  public sealed interface Heard {
    /// A person has acknowledged or resolved an incident.
    ///
    /// @param eventId the same however often PagerDuty sends it
    record Asked(String eventId, CommandKind kind, String alertId, Instant at, Optional<String> by)
        implements Heard {}

    /// Nothing that concerns us.
    record Nothing(String reason) implements Heard {}

    /// It is not from PagerDuty, or was recorded and is played back.
    record NotBelieved(String reason) implements Heard {}

    /// It is signed and makes no sense.
    record Unreadable(String reason) implements Heard {}
  }

  /// @param signatures the value of [#HEADER]; empty where there is none
  /// @param body as it came, byte by byte
  public Heard read(String signatures, byte[] body) {
    if (!isGenuine(signatures, body)) {
      return new Heard.NotBelieved("the signature does not hold");
    }
    JsonNode event;
    try {
      event = Json.mapper().readTree(body).path("event");
    } catch (IOException e) {
      return new Heard.Unreadable("the body is not JSON");
    }
    Optional<CommandKind> kind = kind(event.path("event_type").asText());
    if (kind.isEmpty()) {
      return new Heard.Nothing("events of this type are not followed");
    }
    String id = event.path("id").asText();
    String alertId = event.path("data").path("incident_key").asText();
    Optional<Instant> at = time(event.path("occurred_at").asText());
    if (id.isEmpty() || at.isEmpty()) {
      return new Heard.Unreadable("the event has no id or no time");
    }
    Duration age = Duration.between(at.get(), clock.instant());
    if (age.compareTo(OLDEST) > 0 || age.compareTo(CLOCKS_DIFFER.negated()) < 0) {
      return new Heard.NotBelieved("the event is of another time");
    }
    if (alertId.isEmpty()) {
      return new Heard.Nothing("the incident was not opened by an alert");
    }
    // What Mailbuoy itself does over the Events API comes back as well.
    if (event.path("agent").path("type").asText().contains("integration")) {
      return new Heard.Nothing("no person did it");
    }
    return new Heard.Asked(
        id,
        kind.get(),
        alertId,
        at.get(),
        Optional.of(event.path("agent").path("summary").asText()).filter(name -> !name.isBlank()));
  }

  private static Optional<CommandKind> kind(String eventType) {
    return switch (eventType) {
      case "incident.acknowledged" -> Optional.of(CommandKind.ACKNOWLEDGE);
      case "incident.resolved" -> Optional.of(CommandKind.RESOLVE);
      default -> Optional.empty();
    };
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// Compares in a time that does not tell how much was right.
  private boolean isGenuine(String signatures, byte[] body) {
    byte[] expected =
        (VERSION + HexFormat.of().formatHex(mac(body))).getBytes(StandardCharsets.UTF_8);
    return Arrays.stream(signatures.split(","))
        .map(signature -> signature.strip().getBytes(StandardCharsets.UTF_8))
        .map(signature -> MessageDigest.isEqual(expected, signature))
        .reduce(false, Boolean::logicalOr);
  }

  private byte[] mac(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
