package io.mailbuoy.probe.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.Faults;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Where a tenant's client gets its tokens: OAuth 2.0 client credentials, as in [RFC 6749, section
/// 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4).
public final class TokenEndpoint {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final Duration WITHOUT_LIFETIME = Duration.ofMinutes(5);

  private final Web web;
  private final URI url;
  private final String clientId;
  private final ClientProof proof;
  private final EntraErrors errors;
  private final Clock clock;

  public TokenEndpoint(
      Web web, URI url, String clientId, ClientProof proof, EntraErrors errors, Clock clock) {
    this.web = web;
    this.url = url;
    this.clientId = clientId;
    this.proof = proof;
    this.errors = errors;
    this.clock = clock;
  }

  /// What the endpoint says.
  sealed interface Answer {
    /// @param lifetime how long the token holds
    record Issued(Secret token, Duration lifetime) implements Answer {}

    record Failed(Fault fault) implements Answer {}
  }

  /// Asks for a token. Never throws.
  Answer ask(Scope scope, Duration timeout) {
    Map<String, String> form = new TreeMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", clientId);
    form.put("scope", scope.text());
    Map<String, Secret> proven;
    try {
      proven = proof.form(url, clock);
    } catch (ClientProof.UnusableException e) {
      return new Answer.Failed(
          Fault.passing(FailureKind.TOKEN_REJECTED, null).because(String.valueOf(e.getMessage())));
    }
    proven.forEach((field, secret) -> form.put(field, secret.reveal()));
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
            .build();
    return switch (web.send(request, timeout)) {
      case Web.Reply.Answer answer -> read(answer, proven.values());
      case Web.Reply.Broken(var reason) ->
          unavailable(
              "the token endpoint cannot be reached: "
                  + Faults.of(reason, Phase.REQUEST, false).kind().text());
      case Web.Reply.Silent _ -> unavailable("the token endpoint did not answer in time");
    };
  }

  private static Answer unavailable(String detail) {
    return new Answer.Failed(Fault.passing(FailureKind.TOKEN_UNAVAILABLE, null).because(detail));
  }

  Answer read(Web.Reply.Answer answer, Collection<Secret> secrets) {
    JsonNode json;
    try {
      json = Json.mapper().readTree(answer.body());
    } catch (JsonProcessingException e) {
      json = Json.mapper().missingNode();
    }
    String token = json.path("access_token").asText("");
    if (answer.status() == OK && !token.isEmpty()) {
      long seconds = json.path("expires_in").asLong(WITHOUT_LIFETIME.toSeconds());
      return new Answer.Issued(new Secret(token), Duration.ofSeconds(Math.max(0, seconds)));
    }
    return new Answer.Failed(refusal(answer, json, secrets));
  }

  private Fault refusal(Web.Reply.Answer answer, JsonNode json, Collection<Secret> secrets) {
    String error = json.path("error").asText("");
    if (error.isEmpty()) {
      // A page of a front door, or of a proxy, in place of the endpoint's answer.
      boolean refused = answer.status() >= BAD_REQUEST && answer.status() < 500;
      return Fault.passing(
              refused
                  ? errors.meaning(answer.status(), error, List.of())
                  : FailureKind.TOKEN_UNAVAILABLE,
              answer.statusLine())
          .because(
              "no answer of a token endpoint, but of something else at that address: a front door,"
                  + " or a proxy");
    }
    List<Integer> codes = new ArrayList<>();
    json.path("error_codes").forEach(code -> codes.add(code.asInt()));
    FailureKind kind = errors.meaning(answer.status(), error, codes);
    String text = error + ": " + json.path("error_description").asText("no description");
    for (Secret secret : secrets) {
      text = secret.redact(text);
    }
    return switch (kind) {
      case THROTTLED -> Fault.throttled(text, answer.retryAfter(clock));
      case TOKEN_REJECTED, TOKEN_POLICY -> Fault.lasting(kind, text);
      default -> Fault.passing(kind, text);
    };
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field ->
            field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
