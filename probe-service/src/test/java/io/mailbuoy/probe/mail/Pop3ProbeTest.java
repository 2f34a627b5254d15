package io.mailbuoy.probe.mail;

import static io.mailbuoy.contracts.event.FailureKind.AUTH_REJECTED;
import static io.mailbuoy.contracts.event.FailureKind.AUTH_THEN_UNUSABLE;
import static io.mailbuoy.contracts.event.FailureKind.PROTOCOL_ERROR;
import static io.mailbuoy.contracts.event.FailureKind.SERVER_UNAVAILABLE;
import static io.mailbuoy.contracts.event.FailureKind.TLS_FAILURE;
import static io.mailbuoy.contracts.event.Phase.AUTHENTICATE;
import static io.mailbuoy.contracts.event.Phase.CAPABILITY;
import static io.mailbuoy.contracts.event.Phase.CONNECT;
import static io.mailbuoy.contracts.event.Phase.DNS;
import static io.mailbuoy.contracts.event.Phase.EXAMINE;
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
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pop3ProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Credentials NOBODY = new Credentials.None();
  private static final Credentials CANARY =
      new Credentials.Password("canary", new Secret("sings in the mine"));
  private static final Map<String, String> FRIENDLY =
      Map.of(
          "CAPA", "+OK\r\nUSER\r\nSASL PLAIN XOAUTH2\r\n.",
          "USER", "+OK go on",
          "PASS sings in the mine", "+OK welcome",
          "STAT", "+OK 0 0",
          "QUIT", "+OK bye");

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
  void without_credentials_it_is_greeted_over_tls() throws IOException {
    try (ScriptedServer server =
        scripted(Security.IMPLICIT, "+OK ready", Map.of("QUIT", "+OK bye"))) {
      assertWorked(
          probe(server, Security.IMPLICIT, NOBODY).observe(), DNS, CONNECT, TLS, GREETING, LOGOUT);
      assertThat(server.heard()).containsExactly("QUIT");
    }
    try (ScriptedServer server = scripted(Security.IMPLICIT, "-ERR [SYS/TEMP] later", Map.of())) {
      assertFailed(
          probe(server, Security.IMPLICIT, NOBODY).observe(),
          GREETING,
          SERVER_UNAVAILABLE,
          "-ERR [SYS/TEMP] later");
    }
    try (ScriptedServer server = scripted(Security.IMPLICIT, "220 ready", Map.of())) {
      assertFailed(
          probe(server, Security.IMPLICIT, NOBODY).observe(),
          GREETING,
          PROTOCOL_ERROR,
          "220 ready");
    }
  }

  @Test
  void a_server_that_does_not_upgrade_hears_no_password() throws IOException {
    try (ScriptedServer server =
        scripted(Security.NONE, "+OK ready", and(Map.of("STLS", "-ERR what?")))) {
      assertFailed(
          probe(server, Security.STARTTLS, CANARY).observe(), TLS, TLS_FAILURE, "-ERR what?");
      assertThat(server.heard()).containsExactly("STLS");
    }
  }

  @Test
  void a_server_without_capabilities_is_logged_into_with_user_and_pass() throws IOException {
    try (ScriptedServer server =
        scripted(Security.NONE, "+OK ready", and(Map.of("CAPA", "-ERR what?")))) {
      assertWorked(
          probe(server, Security.NONE, CANARY).observe(),
          DNS,
          CONNECT,
          GREETING,
          CAPABILITY,
          AUTHENTICATE,
          EXAMINE,
          LOGOUT);
      assertThat(server.heard())
          .containsExactly("CAPA", "USER canary", "PASS sings in the mine", "STAT", "QUIT");
    }
  }

  @Test
  void sasl_plain_is_used_where_user_is_not_offered_or_the_password_is_not_ascii()
      throws IOException {
    Credentials umlauts = new Credentials.Password("canary", new Secret("singt-äöü"));
    try (ScriptedServer server =
        scripted(
            Security.NONE,
            "+OK ready",
            and(
                Map.of(
                    "AUTH PLAIN", "+ ",
                    "AGNhbmFyeQBzaW5ndC3DpMO2w7w=", "+OK welcome")))) {
      assertThat(probe(server, Security.NONE, umlauts).observe().end())
          .isEqualTo(new Observation.Worked());
    }
  }

  @Test
  void a_token_is_sent_in_two_lines() throws IOException {
    Map<String, String> answers = new HashMap<>(and(Map.of("AUTH XOAUTH2", "+ ")));
    answers.put("AUTH", "-ERR Protocol error. 18"); // as Exchange answers a token in one line
    String user = microsoft.mailboxes().getFirst();
    Tokens tokens =
        new Tokens(
            new TokenEndpoint(
                web,
                URI.create(microsoft.tokenUrl()),
                microsoft.clientId(),
                new ClientProof.SharedSecret(new Secret(microsoft.clientSecret())),
                EntraErrors.load(),
                Clock.systemUTC()),
            System::nanoTime);
    Credentials bearer = new Credentials.Token(user, tokens, Scope.OUTLOOK);
    try (ScriptedServer server = scripted(Security.IMPLICIT, "+OK ready", answers)) {
      Observation seen = probe(server, Security.IMPLICIT, bearer).observe();
      // The scripted server knows no token, and hangs up on it.
      assertFailed(seen, AUTHENTICATE, FailureKind.DISCONNECTED, null);
      assertThat(Seen.phases(seen))
          .containsExactly(TOKEN, DNS, CONNECT, TLS, GREETING, CAPABILITY, AUTHENTICATE);
      answers.put(server.heard().getLast(), "+OK welcome");
    }
    try (ScriptedServer server = scripted(Security.IMPLICIT, "+OK ready", answers)) {
      assertThat(probe(server, Security.IMPLICIT, bearer).observe().end())
          .isEqualTo(new Observation.Worked());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -ERR [AUTH] no                                                    | AUTH_REJECTED      | false
          -ERR Logon failure: unknown user name or bad password.            | AUTH_REJECTED      | true
          -ERR [SYS/TEMP] the store is away                                 | SERVER_UNAVAILABLE | true
          -ERR [SYS/PERM] the store is lost                                 | SERVER_UNAVAILABLE | false
          -ERR Server Unavailable. 21                                       | SERVER_UNAVAILABLE | true
          -ERR [IN-USE] somebody else reads                                 | MAILBOX_ERROR      | true
          -ERR maildrop already locked                                      | MAILBOX_ERROR      | true
          -ERR [LOGIN-DELAY] not so soon                                    | THROTTLED          | false
          -ERR too many connections                                         | THROTTLED          | false
          -ERR Command is not valid in this state.                          | PROTOCOL_ERROR     | false
          -ERR whatever                                                     | UNKNOWN            | true
          """)
  void every_refusal_has_its_kind(String answer, FailureKind kind, boolean retryable)
      throws IOException {
    try (ScriptedServer server =
        scripted(Security.NONE, "+OK ready", and(Map.of("PASS sings in the mine", answer)))) {
      assertThat(
              assertFailed(
                      probe(server, Security.NONE, CANARY).observe(), AUTHENTICATE, kind, answer)
                  .retryable())
          .isEqualTo(retryable);
    }
  }

  @Test
  void a_login_that_opens_no_mailbox_is_a_failure() throws IOException {
    String answer = "-ERR User is authenticated but not connected.";
    try (ScriptedServer server =
        scripted(Security.NONE, "+OK ready", and(Map.of("STAT", answer)))) {
      assertFailed(
          probe(server, Security.NONE, CANARY).observe(), EXAMINE, AUTH_THEN_UNUSABLE, answer);
    }
  }

  @Test
  void dovecot_lets_in_and_refuses(@TempDir Path folder) throws IOException {
    DovecotExtra pop3 = new DovecotExtra.Pop3();
    assumeTrue(
        System.getenv("MAILBUOY_REQUIRE_DOVECOT") != null || DovecotServer.installed(pop3),
        "Dovecot's POP3 is not installed (package dovecot-pop3d)");
    try (DovecotServer dovecot =
        DovecotServer.start(folder, certificates, List.of("canary"), null, pop3)) {
      Credentials right =
          new Credentials.Password("canary", new Secret(DovecotServer.passwordOf("canary")));
      assertWorked(
          probe(dovecot.extraUrl(), right).observe(),
          DNS,
          CONNECT,
          TLS,
          GREETING,
          CAPABILITY,
          AUTHENTICATE,
          EXAMINE,
          LOGOUT);
      Observation upgraded = probe(dovecot.upgradableExtraUrl(), right).observe();
      assertWorked(
          upgraded, DNS, CONNECT, GREETING, TLS, CAPABILITY, AUTHENTICATE, EXAMINE, LOGOUT);
      assertThat(upgraded.tls()).isNotNull();
      assertThat(upgraded.tls().notAfter()).isAfter(Clock.systemUTC().instant());
      assertFailed(
          probe(dovecot.extraUrl(), CANARY).observe(),
          AUTHENTICATE,
          AUTH_REJECTED,
          "-ERR [AUTH] Authentication failed.");
    }
  }

  private static Map<String, String> and(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(FRIENDLY);
    all.putAll(more);
    return all;
  }

  private static ScriptedServer scripted(
      Security security, String greeting, Map<String, String> answers) throws IOException {
    return new ScriptedServer(certificates, security, greeting, answers);
  }

  private static Pop3Probe probe(ScriptedServer server, Security security, Credentials login) {
    return probe(server.endpoint(), security, login);
  }

  private static Pop3Probe probe(URI url, Credentials login) {
    return probe(
        Endpoint.of(url),
        url.getScheme().equals("pop3s") ? Security.IMPLICIT : Security.STARTTLS,
        login);
  }

  private static Pop3Probe probe(Endpoint endpoint, Security security, Credentials login) {
    return new Pop3Probe(network, endpoint, security, tls, login, PATIENCE, Answers.pop3());
  }
}
