package io.mailbuoy.notifier.channel.email;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.notifier.channel.HttpSender;
import io.mailbuoy.notifier.channel.HttpSender.Answer;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Redactor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// Tokens for a relay that takes XOAUTH2: OAuth 2.0 client credentials, [RFC 6749, section
/// 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4). A token is kept while it holds,
/// because Entra refuses clients that ask again and again (AADSTS50196).
///
/// The probe has a client of its own, for more kinds of proof; services share no code but
/// contracts.
final class Tokens {
  /// Covers the relays of Exchange Online, with the permission SMTP.SendAsApp.
  private static final String SCOPE = "https://outlook.office365.com/.default";

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Duration MARGIN = Duration.ofMinutes(5);
  private static final Duration WITHOUT_LIFETIME = Duration.ofMinutes(5);
  private static final int OK = 200;

  private final HttpSender sender;
  private final String clientId;
  private final Secret clientSecret;
  private final String scope;
  private final InstantSource clock;
  private @Nullable Kept kept;

  private record Kept(Secret token, Instant until) {}

  /// What asking for a token comes to.
  sealed interface Grant {
    /// @param origin whether it was asked for now
    record Granted(Secret token, Origin origin) implements Grant {}

    /// Without a token no mail can be handed in.
    record Refused(Outcome outcome) implements Grant {}
  }

  enum Origin {
    KEPT,
    FRESH
  }

  private Tokens(
      HttpSender sender, String clientId, Secret secret, String scope, InstantSource clock) {
    this.sender = sender;
    this.clientId = clientId;
    this.clientSecret = secret;
    this.scope = scope;
    this.clock = clock;
  }

  /// @param path of the channel, for messages
  /// @throws IllegalArgumentException naming the key, where the tenant's client cannot be used
  static Tokens of(
      String path, MailbuoyConfig.Tenant tenant, Duration timeout, InstantSource clock) {
    Secret secret = present(path, tenant.clientSecret(), "client-secret");
    HttpUrl url = HttpUrl.parse(tenant.tokenEndpoint());
    if (url == null) {
      throw new IllegalArgumentException(path + ".tenant: its token-url is no http or https URL");
    }
    return new Tokens(
        new HttpSender(url, new NoTls(), Redactor.of(secret), timeout),
        present(path, tenant.clientId(), "client-id"),
        secret,
        tenant.tokenScope().orElse(SCOPE),
        clock);
  }

  private static <T> T present(String path, Optional<T> value, String key) {
    return value.orElseThrow(() ->
        new IllegalArgumentException(path + ".tenant: has no " + key + ", which xoauth2 needs"));
  }

  /// Gives a token, asking for one where there is none that holds.
  Grant token() {
    Kept have = kept;
    if (have != null && clock.instant().isBefore(have.until())) {
      return new Grant.Granted(have.token(), Origin.KEPT);
    }
    Answer answer = sender.post(form().getBytes(StandardCharsets.UTF_8), FORM, Map.of());
    return answer instanceof Answer.Received received && received.status() == OK
        ? read(received)
        : new Grant.Refused(about(sender.judge(answer)));
  }

  /// Drops the token, after a relay has refused it.
  void forget() {
    kept = null;
  }

  private Grant read(Answer.Received received) {
    JsonNode json;
    try {
      json = Json.mapper().readTree(received.body());
    } catch (JsonProcessingException e) {
      json = Json.mapper().missingNode();
    }
    String token = json.path("access_token").asText("");
    if (token.isEmpty()) {
      return new Grant.Refused(
          new Outcome.Retry("no token for the relay: the endpoint's answer holds none"));
    }
    Secret secret = new Secret(token);
    Duration lifetime =
        Duration.ofSeconds(json.path("expires_in").asLong(WITHOUT_LIFETIME.toSeconds()));
    Duration use =
        lifetime.compareTo(MARGIN.multipliedBy(2)) > 0
            ? lifetime.minus(MARGIN)
            : lifetime.dividedBy(2);
    kept = new Kept(secret, clock.instant().plus(use));
    return new Grant.Granted(secret, Origin.FRESH);
  }

  private static Outcome about(Outcome outcome) {
    String what = "no token for the relay: ";
    return switch (outcome) {
      case Outcome.Retry retry -> new Outcome.Retry(what + retry.reason(), retry.after());
      case Outcome.Permanent permanent -> new Outcome.Permanent(what + permanent.reason());
      case Outcome.Delivered delivered ->
          new Outcome.Retry(what + "an answer of another kind than 200");
    };
  }

  private String form() {
    return Stream.of(
            field("grant_type", "client_credentials"),
            field("client_id", clientId),
            field("client_secret", clientSecret.reveal()),
            field("scope", scope))
        .collect(Collectors.joining("&"));
  }

  private static String field(String name, String value) {
    return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /// The token endpoint is not the relay, so what the channel says about certificates is not about
  /// it.
  private record NoTls() implements MailbuoyConfig.Tls {
    @Override
    public Optional<String> mode() {
      return Optional.empty();
    }

    @Override
    public Optional<Path> trust() {
      return Optional.empty();
    }
  }
}
