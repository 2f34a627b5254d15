package io.mailbuoy.probe.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.token.TokenOutcome.Granted;
import io.mailbuoy.probe.token.TokenOutcome.Refused;
import io.mailbuoy.probe.wire.Deadlines;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.testbed.MicrosoftCloud;
import io.mailbuoy.testbed.TestCertificates;
import io.mailbuoy.testbed.TokenAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A client that has no secret proves itself to a token endpoint that checks the proof.
class ClientProofTest {
  private static final String ISSUER = "https://cluster.example.org";
  private static final String SUBJECT = "system:serviceaccount:mailbuoy:probe";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  @TempDir static Path folder;
  private static Deadlines deadlines;
  private static Web web;
  private static MicrosoftCloud cloud;
  private static TestCertificates certificates;
  private static KeyPair cluster;

  @BeforeAll
  static void open() throws GeneralSecurityException {
    deadlines = new Deadlines();
    web = new Web();
    cloud = MicrosoftCloud.start(new TokenAuthority());
    certificates = TestCertificates.create();
    cluster = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    cloud.addClient("workload", ISSUER, SUBJECT, cluster.getPublic());
  }

  @AfterAll
  static void close() {
    certificates.close();
    cloud.close();
    web.close();
    deadlines.close();
  }

  @ParameterizedTest
  @CsvSource({"RSA, PS256", "EC, ES256"})
  void a_certificate_is_proof(String algorithm, String signature) throws Exception {
    Path file = folder.resolve(algorithm + ".pem");
    cloud.addClient(algorithm, certificates.clientCertificate(algorithm, file));
    ClientProof proof = new ClientProof.Certificate(algorithm, file, Optional.empty());

    assertThat(ask(algorithm, proof)).isInstanceOf(Granted.class);

    var form = proof.form(URI.create("https://login.example.org/t"), Clock.systemUTC());
    String jwt = Objects.requireNonNull(form.get("client_assertion")).reveal();
    JsonNode header = part(jwt, 0);
    assertThat(header.path("alg").asText()).isEqualTo(signature);
    assertThat(header.path("x5t#S256").asText()).hasSize(43);
    JsonNode claims = part(jwt, 1);
    assertThat(claims.path("aud").asText()).isEqualTo("https://login.example.org/t");
    assertThat(claims.path("iss")).isEqualTo(claims.path("sub"));
    assertThat(claims.path("jti").asText()).isNotEmpty();
    assertThat(claims.path("exp").asLong() - claims.path("nbf").asLong()).isEqualTo(600);
  }

  @Test
  void a_renewed_certificate_is_used_for_the_next_question() {
    Path file = folder.resolve("renewed.pem");
    certificates.clientCertificate("RSA", file);
    ClientProof proof = new ClientProof.Certificate("renewed", file, Optional.empty());
    cloud.addClient("renewed", certificates.clientCertificate("RSA", folder.resolve("other.pem")));

    Fault refused = refused(ask("renewed", proof));
    assertThat(refused.kind()).isEqualTo(FailureKind.TOKEN_REJECTED);
    assertThat(refused.serverText()).startsWith("invalid_client: AADSTS700027");
    assertThat(refused.retryable()).isFalse();

    cloud.addClient("renewed", certificates.clientCertificate("RSA", file));
    assertThat(ask("renewed", proof)).isInstanceOf(Granted.class);
  }

  @Test
  void a_file_that_has_gone_is_named_and_nobody_is_asked() throws IOException {
    Path file = folder.resolve("gone.pem");
    int before = cloud.tokenRequests();
    Fault gone = refused(ask("gone", new ClientProof.Certificate("gone", file, Optional.empty())));
    assertThat(gone.kind()).isEqualTo(FailureKind.TOKEN_REJECTED);
    assertThat(gone.serverText()).isNull();
    assertThat(gone.detail()).isEqualTo("the file " + file + " cannot be read");
    Files.writeString(file, "\n");
    Fault empty = refused(ask("workload", new ClientProof.FederatedToken(file)));
    assertThat(empty.detail()).isEqualTo("the file " + file + " is empty");
    assertThat(cloud.tokenRequests()).isEqualTo(before);
  }

  @Test
  void a_federated_token_is_proof_and_read_anew_for_every_question() throws Exception {
    Path file = folder.resolve("federated");
    ClientProof proof = new ClientProof.FederatedToken(file);
    Files.writeString(file, federated(Instant.now().minusSeconds(60)) + "\n");
    Fault expired = refused(ask("workload", proof));
    assertThat(expired.kind()).isEqualTo(FailureKind.TOKEN_REJECTED);
    assertThat(expired.serverText()).startsWith("invalid_client: AADSTS700024");

    Files.writeString(file, federated(Instant.now().plusSeconds(600)) + "\n");
    assertThat(ask("workload", proof)).isInstanceOf(Granted.class);
  }

  private static TokenOutcome ask(String client, ClientProof proof) {
    Tokens tokens =
        new Tokens(
            new TokenEndpoint(
                web,
                URI.create(cloud.tokenUrl("directory")),
                client,
                proof,
                EntraErrors.load(),
                Clock.systemUTC()),
            System::nanoTime);
    try (var deadline = deadlines.in(Duration.ofSeconds(5))) {
      return tokens.get(Scope.OUTLOOK, deadline);
    }
  }

  private static Fault refused(TokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused) outcome).fault();
  }

  private static JsonNode part(String jwt, int index) throws IOException {
    return Json.mapper().readTree(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]));
  }

  /// What a cluster writes for its workloads.
  private static String federated(Instant until) throws GeneralSecurityException {
    String content =
        BASE64.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + BASE64.encodeToString(
                """
                {"iss": "%s", "sub": "%s", "aud": "api://AzureADTokenExchange", "exp": %d}\
                """
                    .formatted(ISSUER, SUBJECT, until.getEpochSecond())
                    .getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(cluster.getPrivate());
    signature.update(content.getBytes(StandardCharsets.US_ASCII));
    return content + "." + BASE64.encodeToString(signature.sign());
  }
}
