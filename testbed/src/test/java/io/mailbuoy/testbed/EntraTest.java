package io.mailbuoy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The token endpoint, as an OAuth client meets it.
class EntraTest {
  private static final String OUTLOOK_SCOPE = "https://outlook.office365.com/.default";
  private static final TokenAuthority TOKENS = new TokenAuthority();
  private static MicrosoftCloud cloud;

  @BeforeAll
  static void start() {
    cloud = MicrosoftCloud.start(TOKENS);
    cloud.addClient("client", "s3cret+/=");
  }

  @AfterAll
  static void stop() {
    cloud.close();
  }

  @AfterEach
  void clear() {
    cloud.entra().clear();
  }

  private static HttpResponse<String> ask(String body) throws IOException, InterruptedException {
    return Http.post(
        cloud.tokenUrl("contoso"), body, "Content-Type", "application/x-www-form-urlencoded");
  }

  private static String form(String clientId, String secret, String scope) {
    return "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s"
        .formatted(clientId, encoded(secret), encoded(scope));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String goodForm() {
    return form("client", "s3cret+/=", OUTLOOK_SCOPE);
  }

  @Test
  void issuesATokenForTheScopesService() throws Exception {
    int before = cloud.tokenRequests();
    HttpResponse<String> response = ask(goodForm());
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode token = Json.read(response.body());
    assertThat(token.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(token.path("expires_in").asInt()).isEqualTo(3599);
    assertThat(token.path("ext_expires_in").asInt()).isEqualTo(3599);
    String access = token.path("access_token").asText();
    assertThat(TOKENS.valid(access, TokenAuthority.OUTLOOK)).isTrue();
    assertThat(TOKENS.valid(access, TokenAuthority.GRAPH)).isFalse();
    assertThat(cloud.tokenRequests()).isEqualTo(before + 1);
    assertThat(cloud.requests("/contoso/")).isEqualTo(cloud.tokenRequests());
  }

  @Test
  void tokensLiveAsLongAsTold() throws Exception {
    cloud.tokenLifetime(Duration.ofSeconds(-1));
    try {
      JsonNode token = Json.read(ask(goodForm()).body());
      assertThat(TOKENS.valid(token.path("access_token").asText())).isFalse();
    } finally {
      cloud.tokenLifetime(Duration.ofSeconds(3599));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "client, wrong, https://graph.microsoft.com/.default, 401, invalid_client, 7000215",
    "nobody, s3cret, https://graph.microsoft.com/.default, 400, unauthorized_client, 700016",
    "client, s3cret+/=, https://graph.microsoft.com/User.Read, 400, invalid_scope, 1002012",
  })
  void refusesInEntrasShape(
      String client, String secret, String scope, int status, String error, int code)
      throws Exception {
    assertError(ask(form(client, secret, scope)), status, error, code);
  }

  @Test
  void refusesIncompleteForms() throws Exception {
    assertError(ask("client_id=client"), 400, "invalid_request", 900144);
    assertError(
        ask("grant_type=client_credentials&client_id=client&scope=x/.default"),
        401,
        "invalid_client",
        7000218);
    assertError(
        ask("grant_type=password&client_id=client&scope=x"), 400, "unsupported_grant_type", 70003);
  }

  @Test
  void errorSwitch() throws Exception {
    cloud.entra().set(new EntraFault.Error(401, "invalid_client", 7000222));
    assertError(ask(goodForm()), 401, "invalid_client", 7000222);
    cloud.entra().set(new EntraFault.Unavailable());
    assertError(ask(goodForm()), 503, "temporarily_unavailable", 90033);
    cloud.entra().clear();
    assertThat(ask(goodForm()).statusCode()).isEqualTo(200);
  }

  private static void assertError(
      HttpResponse<String> response, int status, String error, int code) {
    assertThat(response.statusCode()).isEqualTo(status);
    JsonNode body = Json.read(response.body());
    assertThat(body.path("error").asText()).isEqualTo(error);
    assertThat(body.path("error_description").asText()).startsWith("AADSTS" + code + ": ");
    assertThat(body.path("error_codes").path(0).asInt()).isEqualTo(code);
    assertThat(body.path("timestamp").asText())
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ");
    assertThat(body.path("trace_id").asText()).isNotEmpty();
    assertThat(body.path("correlation_id").asText()).isNotEmpty();
  }

  @Test
  void htmlSwitch() throws Exception {
    cloud.entra().set(new EntraFault.Html());
    HttpResponse<String> response = ask(goodForm());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).startsWith("<!DOCTYPE html>");
  }

  @Test
  void hangSwitch() {
    cloud.entra().set(new EntraFault.Hang());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(cloud.tokenUrl("contoso")))
            .timeout(Duration.ofMillis(200))
            .POST(HttpRequest.BodyPublishers.ofString(goodForm()))
            .build();
    assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> Http.send(request));
  }

  @Test
  void speaksHttpsToo() throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        MicrosoftCloud secure = MicrosoftCloud.start(TOKENS, certificates.serverContext());
        HttpClient client =
            HttpClient.newBuilder().sslContext(certificates.clientContext()).build()) {
      assertThat(secure.owaUrl()).startsWith("https://localhost:");
      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create(secure.owaUrl())).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(page.statusCode()).isEqualTo(200);
    }
  }
}
