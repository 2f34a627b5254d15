package io.mailbuoy.probe.mail;

import static io.mailbuoy.contracts.event.FailureKind.AUTH_REJECTED;
import static io.mailbuoy.contracts.event.FailureKind.SERVER_UNAVAILABLE;
import static io.mailbuoy.contracts.event.FailureKind.THROTTLED;
import static io.mailbuoy.contracts.event.FailureKind.TIMEOUT;
import static io.mailbuoy.contracts.event.FailureKind.TLS_FAILURE;
import static io.mailbuoy.contracts.event.FailureKind.TOKEN_REJECTED;
import static io.mailbuoy.contracts.event.Phase.AUTHENTICATE;
import static io.mailbuoy.contracts.event.Phase.CAPABILITY;
import static io.mailbuoy.contracts.event.Phase.CONNECT;
import static io.mailbuoy.contracts.event.Phase.DNS;
import static io.mailbuoy.contracts.event.Phase.GREETING;
import static io.mailbuoy.contracts.event.Phase.LOGOUT;
import static io.mailbuoy.contracts.event.Phase.TLS;
import static io.mailbuoy.contracts.event.Phase.TOKEN;
import static io.mailbuoy.probe.mail.Seen.assertFailed;
import static io.mailbuoy.probe.mail.Seen.assertWorked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.token.ClientProof;
import io.mailbuoy.probe.token.EntraErrors;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenEndpoint;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.testbed.DovecotExtra;
import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.Microsoft365;
import io.mailbuoy.testbed.SmtpFault;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.SmtpStage;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Credentials NOBODY = new Credentials.None();
  private static final Credentials CANARY =
      new Credentials.Password("canary", new Secret("sings-äöü-in-the-mine"));
  private static final String HELLO = "250-relay.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS";

  private static Network network;
  private static Microsoft365 microsoft;
  private static TestCertificates certificates;
  private static TlsClient tls;
  private static Web web;

  @BeforeAll
  static void open() {
    network = Network.open();
    web = new Web();
    microsoft = Microsoft365.start(1);
    certificates = microsoft.certificates();
    tls = TlsClient.trusting(Optional.of(certificates.caPem()));
  }

  @AfterAll
  static void close() {
    microsoft.close();
    web.close();
    network.close();
  }

  @Test
  void without_credentials_it_upgrades_and_greets_again() throws IOException {
    try (ScriptedServer server =
        scripted(
            Security.STARTTLS,
            "220-relay.example\r\n220 ready",
            Map.of("EHLO", HELLO, "STARTTLS", "220 go ahead"))) {
      Observation seen = probe(server, Security.STARTTLS, NOBODY).observe();
      assertWorked(seen, DNS, CONNECT, GREETING, CAPABILITY, TLS, CAPABILITY, LOGOUT);
      assertThat(seen.server()).isNotNull();
      assertThat(seen.server().greeting()).isEqualTo("220-relay.example");
    }
  }

  @Test
  void smtps_begins_with_tls() throws IOException {
    try (ScriptedServer server =
        scripted(Security.IMPLICIT, "220 ready", Map.of("EHLO", HELLO, "QUIT", "221 bye"))) {
      assertWorked(
          probe(server, Security.IMPLICIT, NOBODY).observe(),
          DNS,
          CONNECT,
          TLS,
          GREETING,
          CAPABILITY,
          LOGOUT);
      assertThat(server.heard()).containsExactly("EHLO mailbuoy.invalid", "QUIT");
    }
  }

  @Test
  void a_relay_that_does_not_upgrade_is_a_failure() throws IOException {
    try (ScriptedServer server =
        scripted(Security.NONE, "220 ready", Map.of("EHLO", "250 hi", "STARTTLS", "502 what?"))) {
      assertFailed(
          probe(server, Security.STARTTLS, CANARY).observe(), TLS, TLS_FAILURE, "502 what?");
      assertThat(server.heard()).noneMatch(line -> line.startsWith("AUTH"));
    }
  }

  @Test
  void a_relay_that_cannot_now_says_so() throws IOException {
    try (ScriptedServer server = scripted(Security.NONE, "421 closing, try later", Map.of())) {
      assertFailed(
          probe(server, Security.NONE, NOBODY).observe(),
          GREETING,
          SERVER_UNAVAILABLE,
          "421 closing, try later");
    }
  }

  @Test
  void a_password_is_accepted_and_nothing_is_sent() {
    try (SmtpReceiver relay = SmtpReceiver.startStartTls(certificates.serverContext())) {
      relay.requirePassword("canary", "sings-äöü-in-the-mine");
      assertWorked(
          probe(relay.url(), CANARY).observe(),
          DNS,
          CONNECT,
          GREETING,
          CAPABILITY,
          TLS,
          CAPABILITY,
          AUTHENTICATE,
          LOGOUT);
      assertThat(relay.received()).isEmpty();
    }
  }

  @Test
  void a_token_is_accepted() {
    try (SmtpReceiver relay = SmtpReceiver.start(certificates.serverContext())) {
      relay.requireToken(microsoft.tokens());
      assertWorked(
          probe(relay.url(), bearer(microsoft.clientSecret())).observe(),
          TOKEN,
          DNS,
          CONNECT,
          TLS,
          GREETING,
          CAPABILITY,
          AUTHENTICATE,
          LOGOUT);
    }
  }

  @Test
  void without_a_token_the_server_is_not_asked() {
    try (SmtpReceiver relay = SmtpReceiver.start(certificates.serverContext())) {
      Observation seen = probe(relay.url(), bearer("wrong")).observe();
      assertThat(seen.end())
          .isInstanceOfSatisfying(
              Observation.Failed.class,
              failed -> {
                assertThat(failed.phase()).isEqualTo(TOKEN);
                assertThat(failed.fault().kind()).isEqualTo(TOKEN_REJECTED);
              });
      assertThat(relay.sessions()).isZero();
    }
  }

  @Test
  void a_refused_xoauth2_gives_its_reason_after_an_empty_answer() throws IOException {
    try (ScriptedServer server =
        scripted(
            Security.NONE,
            "220 ready",
            Map.of(
                "EHLO",
                "250-relay\r\n250 AUTH XOAUTH2",
                "AUTH",
                "334 eyJzdGF0dXMiOiI0MDEifQ==",
                "",
                "535 5.7.8 not this one"))) {
      assertFailed(
          probe(server, Security.NONE, bearer(microsoft.clientSecret())).observe(),
          AUTHENTICATE,
          AUTH_REJECTED,
          "535 5.7.8 not this one {\"status\":\"401\"}");
    }
  }

  @Test
  void login_is_used_where_plain_is_not_offered() throws IOException {
    try (ScriptedServer server =
        scripted(
            Security.NONE,
            "220 ready",
            Map.of(
                "EHLO", "250-relay\r\n250 AUTH=LOGIN",
                "AUTH LOGIN", "334 VXNlcm5hbWU6",
                "Y2FuYXJ5", "334 UGFzc3dvcmQ6",
                "c2luZ3Mtw6TDtsO8LWluLXRoZS1taW5l", "235 welcome",
                "QUIT", "221 bye"))) {
      assertThat(probe(server, Security.NONE, CANARY).observe().end())
          .isEqualTo(new Observation.Worked());
    }
  }

  @Test
  void a_server_that_repeats_the_login_gives_no_secret_away() throws IOException {
    String plain = "AGNhbmFyeQBzaW5ncy3DpMO2w7wtaW4tdGhlLW1pbmU=";
    try (ScriptedServer server =
        scripted(
            Security.NONE,
            "220 ready",
            Map.of("EHLO", HELLO, "AUTH PLAIN " + plain, "535 5.7.8 what is " + plain + "?"))) {
      assertFailed(
          probe(server, Security.NONE, CANARY).observe(),
          AUTHENTICATE,
          AUTH_REJECTED,
          "535 5.7.8 what is ***?");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          535 5.7.8 authentication credentials invalid                          | AUTH_REJECTED      | false
          535 authentication failed                                             | AUTH_REJECTED      | false
          535 5.7.3 Authentication unsuccessful                                 | AUTH_REJECTED      | true
          535 5.7.139 not allowed for this tenant                               | AUTH_REJECTED      | false
          550 5.7.30 no passwords here any more                                 | AUTH_REJECTED      | false
          534 5.7.9 mechanism is too weak                                       | AUTH_REJECTED      | false
          504 5.7.4 unrecognized authentication type                            | AUTH_REJECTED      | false
          432 4.7.12 a password transition is needed                            | AUTH_REJECTED      | false
          454 4.7.0 temporary authentication failure                            | SERVER_UNAVAILABLE | true
          421 4.3.2 service not available                                       | SERVER_UNAVAILABLE | true
          432 4.3.2 concurrent connections limit is exceeded                    | THROTTLED          | false
          421 4.7.0 too many errors from you                                    | THROTTLED          | false
          451 4.7.500 server busy                                               | THROTTLED          | false
          502 5.5.1 what?                                                       | PROTOCOL_ERROR     | false
          599 nobody has ever said this                                         | UNKNOWN            | true
          """)
  void every_refusal_has_its_kind(String answer, FailureKind kind, boolean retryable)
      throws IOException {
    try (ScriptedServer server =
        scripted(Security.NONE, "220 ready", Map.of("EHLO", HELLO, "AUTH", answer))) {
      assertThat(
              assertFailed(
                      probe(server, Security.NONE, CANARY).observe(), AUTHENTICATE, kind, answer)
                  .retryable())
          .isEqualTo(retryable);
    }
  }

  @Test
  void faults_of_the_relay_are_told_in_their_phase() {
    try (SmtpReceiver relay = SmtpReceiver.start()) {
      relay.requirePassword("canary", "sings-äöü-in-the-mine");
      relay
          .faults()
          .set(new SmtpFault.Reject(432, "4.3.2 sender thread limit exceeded", SmtpStage.AUTH));
      Observation throttled = probe(relay.url(), CANARY, PATIENCE).observe();
      assertFailed(throttled, AUTHENTICATE, THROTTLED, "432 4.3.2 sender thread limit exceeded");
      relay.faults().set(new SmtpFault.Hang(SmtpStage.AUTH));
      assertFailed(
          probe(relay.url(), CANARY, Duration.ofMillis(400)).observe(),
          AUTHENTICATE,
          TIMEOUT,
          null);
    }
  }

  @Test
  void dovecots_submission_lets_in_and_refuses(@TempDir Path folder) throws IOException {
    try (SmtpReceiver relay = SmtpReceiver.start()) {
      DovecotExtra submission = new DovecotExtra.Submission(relay.port());
      assumeTrue(
          System.getenv("MAILBUOY_REQUIRE_DOVECOT") != null || DovecotServer.installed(submission),
          "Dovecot's submission is not installed (package dovecot-submissiond)");
      try (DovecotServer dovecot =
          DovecotServer.start(folder, certificates, List.of("canary"), null, submission)) {
        Credentials right =
            new Credentials.Password("canary", new Secret(DovecotServer.passwordOf("canary")));
        assertWorked(
            probe(dovecot.upgradableExtraUrl(), right).observe(),
            DNS,
            CONNECT,
            GREETING,
            CAPABILITY,
            TLS,
            CAPABILITY,
            AUTHENTICATE,
            LOGOUT);
        assertThat(probe(dovecot.extraUrl(), right).observe().end())
            .isEqualTo(new Observation.Worked());
        assertFailed(
            probe(dovecot.extraUrl(), CANARY).observe(),
            AUTHENTICATE,
            AUTH_REJECTED,
            "535 5.7.8 Authentication failed.");
        assertThat(relay.received()).isEmpty();
      }
    }
  }

  private static Credentials bearer(String clientSecret) {
    return new Credentials.Token(
        microsoft.mailboxes().getFirst(),
        new Tokens(
            new TokenEndpoint(
                web,
                URI.create(microsoft.tokenUrl()),
                microsoft.clientId(),
                new ClientProof.SharedSecret(new Secret(clientSecret)),
                EntraErrors.load(),
                Clock.systemUTC()),
            System::nanoTime),
        Scope.OUTLOOK);
  }

  private static ScriptedServer scripted(
      Security security, String greeting, Map<String, String> answers) throws IOException {
    return new ScriptedServer(certificates, security, greeting, answers);
  }

  private static SmtpProbe probe(ScriptedServer server, Security security, Credentials login) {
    return probe(server.endpoint(), security, login, PATIENCE);
  }

  private static SmtpProbe probe(URI url, Credentials login) {
    Security security = url.getScheme().equals("smtps") ? Security.IMPLICIT : Security.STARTTLS;
    return probe(Endpoint.of(url), security, login, PATIENCE);
  }

  private static SmtpProbe probe(URI url, Credentials login, Duration patience) {
    return probe(Endpoint.of(url), Security.NONE, login, patience);
  }

  private static SmtpProbe probe(
      Endpoint endpoint, Security security, Credentials login, Duration patience) {
    return new SmtpProbe(
        network, new SmtpDialogue.Server(endpoint, security, tls, Answers.smtp()), login, patience);
  }
}
