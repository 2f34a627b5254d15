package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import io.mailbuoy.testbed.LoopbackHttp.Reply;
import io.mailbuoy.testbed.LoopbackHttp.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The v2.0 token endpoint for client credentials. Error numbers: [Microsoft's
/// list](https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes).
final class EntraEndpoint {
  private static final String DEFAULT_SCOPE = "/.default";
  private static final Map<Integer, String> TEXTS =
      Map.ofEntries(
          Map.entry(7000215, "The client secret that was sent is not one of this application's."),
          Map.entry(7000222, "The client secrets of this application have expired."),
          Map.entry(7000218, "The request must carry a client_assertion or a client_secret."),
          Map.entry(700016, "No such application in this directory."),
          Map.entry(70003, "This grant type is not supported."),
          Map.entry(700027, "The signature of the client assertion does not hold."),
          Map.entry(700024, "The client assertion is not valid at this time."),
          Map.entry(700023, "The client assertion is for another audience."),
          Map.entry(70021, "No federated identity of this application fits the client assertion."),
          Map.entry(50027, "The client assertion is no JWT."),
          Map.entry(900144, "A required parameter is missing from the request."),
          Map.entry(1002012, "A client credentials request needs a scope that ends in /.default."),
          Map.entry(50196, "The client asks for the same token over and over."),
          Map.entry(53003, "A Conditional Access policy does not allow a token here."),
          Map.entry(90033, "A transient fault has occurred. Please try again."));

  private final TokenAuthority tokens;
  private final EntraFaults faults = new EntraFaults();
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final ClientAssertions assertions = new ClientAssertions();
  private final Supplier<String> origin;
  private volatile Duration lifetime = Duration.ofSeconds(3599);

  /// @param origin scheme, host and port under which clients reach it
  EntraEndpoint(TokenAuthority tokens, Supplier<String> origin) {
    this.tokens = tokens;
    this.origin = origin;
  }

  EntraFaults faults() {
    return faults;
  }

  void addClient(String clientId, String clientSecret) {
    secrets.put(clientId, clientSecret);
  }

  ClientAssertions assertions() {
    return assertions;
  }

  void lifetime(Duration time) {
    lifetime = time;
  }

  Reply handle(Request request) {
    return switch (faults.current()) {
      case EntraFault.Error(int status, String oauthError, int aadsts) ->
          error(status, oauthError, aadsts);
      case EntraFault.Unavailable(int status) -> error(status, "temporarily_unavailable", 90033);
      case EntraFault.Hang _ -> new LoopbackHttp.Silence();
      case EntraFault.Html _ -> Answer.html(200, MicrosoftCloud.FRONT_DOOR_PAGE);
      case EntraFault.None _ -> grant(request);
    };
  }

  private Reply grant(Request request) {
    if (!request.method().equals("POST")) {
      return error(400, "invalid_request", 900561);
    }
    Map<String, String> form = FormData.read(request.body());
    Optional<Reply> refusal = refusal(form, origin.get() + request.path());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    String scope = form.getOrDefault("scope", "");
    String audience = scope.substring(0, scope.length() - DEFAULT_SCOPE.length());
    Duration time = lifetime;
    ObjectNode token = Json.object();
    token.put("token_type", "Bearer");
    token.put("expires_in", time.toSeconds());
    token.put("ext_expires_in", time.toSeconds());
    token.put("access_token", tokens.issue(form.getOrDefault("client_id", ""), audience, time));
    return Answer.json(200, token).with("Cache-Control", "no-store, no-cache");
  }

  private Optional<Reply> refusal(Map<String, String> form, String tokenUrl) {
    String grantType = form.get("grant_type");
    String clientId = form.get("client_id");
    String scope = form.get("scope");
    if (grantType == null || clientId == null || scope == null) {
      return Optional.of(error(400, "invalid_request", 900144));
    }
    if (!grantType.equals("client_credentials")) {
      return Optional.of(error(400, "unsupported_grant_type", 70003));
    }
    if (!secrets.containsKey(clientId) && !assertions.knows(clientId)) {
      return Optional.of(error(400, "unauthorized_client", 700016));
    }
    OptionalInt unproven = unproven(form, clientId, tokenUrl);
    if (unproven.isPresent()) {
      return Optional.of(error(401, "invalid_client", unproven.getAsInt()));
    }
    if (!scope.endsWith(DEFAULT_SCOPE)) {
      return Optional.of(error(400, "invalid_scope", 1002012));
    }
    return Optional.empty();
  }

  private OptionalInt unproven(Map<String, String> form, String clientId, String tokenUrl) {
    String secret = form.get("client_secret");
    String assertion = form.get("client_assertion");
    if (secret != null) {
      return secret.equals(secrets.get(clientId)) ? OptionalInt.empty() : OptionalInt.of(7000215);
    }
    if (assertion == null || !ClientAssertions.TYPE.equals(form.get("client_assertion_type"))) {
      return OptionalInt.of(7000218);
    }
    return assertions.fault(clientId, assertion, tokenUrl);
  }

  private static Reply error(int status, String oauthError, int aadsts) {
    String trace = UUID.randomUUID().toString();
    String correlation = UUID.randomUUID().toString();
    String timestamp = Instant.now().toString().substring(0, 19).replace('T', ' ') + "Z";
    String text = TEXTS.getOrDefault(aadsts, "The request was refused.");
    ObjectNode error = Json.object();
    error.put("error", oauthError);
    error.put(
        "error_description",
        "AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s"
            .formatted(aadsts, text, trace, correlation, timestamp));
    error.putArray("error_codes").add(aadsts);
    error.put("timestamp", timestamp);
    error.put("trace_id", trace);
    error.put("correlation_id", correlation);
    error.put("error_uri", "https://login.microsoftonline.com/error?code=" + aadsts);
    return Answer.json(status, error);
  }
}
