package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import io.mailbuoy.testbed.LoopbackHttp.Reply;
import io.mailbuoy.testbed.LoopbackHttp.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The v2.0 token endpoint for client credentials. Error numbers: [Microsoft's
/// list](https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes).
final class EntraEndpoint {
  private static final String DEFAULT_SCOPE = "/.default";
  private static final Map<Integer, String> TEXTS =
      Map.of(
          7000215, "The client secret that was sent is not one of this application's.",
          7000222, "The client secrets of this application have expired.",
          7000218, "The request must carry a client_assertion or a client_secret.",
          700016, "No such application in this directory.",
          70003, "This grant type is not supported.",
          900144, "A required parameter is missing from the request.",
          1002012, "A client credentials request needs a scope that ends in /.default.",
          50196, "The client asks for the same token over and over.",
          53003, "A Conditional Access policy does not allow a token here.",
          90033, "A transient fault has occurred. Please try again.");

  private final TokenAuthority tokens;
  private final EntraFaults faults = new EntraFaults();
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private volatile Duration lifetime = Duration.ofSeconds(3599);

  EntraEndpoint(TokenAuthority tokens) {
    this.tokens = tokens;
  }

  EntraFaults faults() {
    return faults;
  }

  void addClient(String clientId, String clientSecret) {
    secrets.put(clientId, clientSecret);
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
    Optional<Reply> refusal = refusal(form);
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

  private Optional<Reply> refusal(Map<String, String> form) {
    String grantType = form.get("grant_type");
    String clientId = form.get("client_id");
    String scope = form.get("scope");
    if (grantType == null || clientId == null || scope == null) {
      return Optional.of(error(400, "invalid_request", 900144));
    }
    if (!grantType.equals("client_credentials")) {
      return Optional.of(error(400, "unsupported_grant_type", 70003));
    }
    String expected = secrets.get(clientId);
    if (expected == null) {
      return Optional.of(error(400, "unauthorized_client", 700016));
    }
    String secret = form.get("client_secret");
    if (secret == null) {
      return Optional.of(error(401, "invalid_client", 7000218));
    }
    if (!secret.equals(expected)) {
      return Optional.of(error(401, "invalid_client", 7000215));
    }
    if (!scope.endsWith(DEFAULT_SCOPE)) {
      return Optional.of(error(400, "invalid_scope", 1002012));
    }
    return Optional.empty();
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
