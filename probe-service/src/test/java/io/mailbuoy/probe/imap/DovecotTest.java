package io.mailbuoy.probe.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.login.Credentials.Mechanism;
import io.mailbuoy.probe.login.Credentials.Way;
import io.mailbuoy.probe.token.ClientProof;
import io.mailbuoy.probe.token.EntraErrors;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenEndpoint;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Deadlines;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.NameResolver;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.MicrosoftCloud;
import io.mailbuoy.testbed.TestCertificates;
import io.mailbuoy.testbed.TokenAuthority;
import io.mailbuoy.testbed.TokenIntrospection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Against a real Dovecot: every way to get in, over implicit TLS and STARTTLS.
class DovecotTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String USER = "anna";
  private static final Scope SCOPE = new Scope("mail/.default");

  @TempDir static Path folder;
  private static Network network;
  private static Web web;
  private static TestCertificates certificates;
  private static TokenAuthority authority;
  private static MicrosoftCloud issuer;
  private static TokenIntrospection introspection;
  private static DovecotServer dovecot;
  private static TlsClient tls;

  @BeforeAll
  static void open() throws IOException {
    if (System.getenv("MAILBUOY_REQUIRE_DOVECOT") == null) {
      Assumptions.assumeTrue(
          DovecotServer.installed(), "Dovecot is not installed (package dovecot-imapd)");
    }
    network = Network.open();
    web = new Web();
    certificates = TestCertificates.create();
    authority = new TokenAuthority();
    issuer = MicrosoftCloud.start(authority);
    issuer.addClient("client", "client-secret");
    introspection = TokenIntrospection.start(authority, USER);
    dovecot =
        DovecotServer.start(
            Files.createDirectory(folder.toRealPath().resolve("dovecot")),
            certificates,
            List.of(USER),
            introspection.url());
    tls = TlsClient.trusting(Optional.of(certificates.caPem()));
  }

  @AfterAll
  static void close() {
    if (dovecot != null) {
      dovecot.close();
      introspection.close();
      issuer.close();
      certificates.close();
      web.close();
      network.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IMPLICIT, BEST",
    "IMPLICIT, PLAIN",
    "IMPLICIT, LOGIN",
    "STARTTLS, PLAIN",
    "STARTTLS, LOGIN"
  })
  void a_password_opens_the_mailbox(Security security, Way way) {
    Observation seen = probe(security, password(DovecotServer.passwordOf(USER), way)).observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(seen.phases())
        .extracting(timing -> timing.phase().value())
        .endsWith(Phase.AUTHENTICATE, Phase.EXAMINE, Phase.LOGOUT);
  }

  @ParameterizedTest
  @CsvSource({
    "IMPLICIT, XOAUTH2",
    "IMPLICIT, OAUTHBEARER",
    "STARTTLS, XOAUTH2",
    "STARTTLS, OAUTHBEARER"
  })
  void a_token_opens_the_mailbox(Security security, Mechanism mechanism) {
    assertThat(probe(security, token(USER, mechanism)).observe().end())
        .isEqualTo(new Observation.Worked());
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "LOGIN"})
  void a_wrong_password_is_refused_for_good(Way way) {
    Observation.Failed failed = failed(probe(Security.IMPLICIT, password("wrong", way)).observe());
    assertThat(failed.phase()).isEqualTo(Phase.AUTHENTICATE);
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.AUTH_REJECTED);
    assertThat(failed.fault().serverText()).startsWith("NO [AUTHENTICATIONFAILED]");
    assertThat(failed.fault().retryable()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void a_refused_token_is_told_with_the_reason_that_the_mechanism_gives(Mechanism mechanism) {
    Tokens tokens = tokens();
    try (var deadline = network.deadlines().in(PATIENCE)) {
      var _ = tokens.get(SCOPE, deadline);
    }
    authority.revokeAll();
    Observation.Failed failed =
        failed(
            probe(Security.IMPLICIT, new Credentials.Token(USER, tokens, SCOPE, mechanism))
                .observe());
    assertThat(failed.phase()).isEqualTo(Phase.AUTHENTICATE);
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.AUTH_REJECTED);
    assertThat(failed.fault().serverText())
        .startsWith("NO [AUTHENTICATIONFAILED]")
        .contains("{\"status\":")
        .doesNotContain("testbed.client");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void no_password_is_sent_to_a_server_that_takes_none_without_tls(Way way) {
    ImapProbe probe =
        new ImapProbe(
            network,
            Endpoint.of(dovecot.untrustingUrl()),
            Security.NONE,
            tls,
            password(DovecotServer.passwordOf(USER), way),
            PATIENCE,
            ServerAnswers.load());
    Observation.Failed failed = failed(probe.observe());
    assertThat(failed.phase()).isEqualTo(Phase.AUTHENTICATE);
    assertThat(failed.fault().kind()).isEqualTo(FailureKind.AUTH_REJECTED);
    assertThat(failed.fault().serverText()).isNull();
    assertThat(failed.fault().detail()).contains("LOGINDISABLED");
  }

  @Test
  void a_name_with_nothing_but_an_ipv6_address_is_reached_there() {
    try (Network six =
        new Network(new Deadlines(), new NameResolver(host -> InetAddress.ofLiteral("::1")))) {
      Observation seen = probe(six, "localhost").observe();
      assertThat(seen.end()).isEqualTo(new Observation.Worked());
      assertThat(Objects.requireNonNull(seen.server()).address())
          .isEqualTo("[0:0:0:0:0:0:0:1]:" + dovecot.url().getPort());
    }
  }

  @Test
  void so_is_the_address_itself() {
    assertThat(probe(network, "::1").observe().end()).isEqualTo(new Observation.Worked());
  }

  @Test
  void the_certificate_is_shown() {
    Observation seen = probe(Security.IMPLICIT, new Credentials.None()).observe();
    assertThat(Objects.requireNonNull(seen.tls()).chain())
        .singleElement()
        .satisfies(certificate -> {
          assertThat(certificate.subject()).isEqualTo("CN=localhost");
          assertThat(certificate.issuer()).isEqualTo("CN=Mailbuoy testbed CA");
          assertThat(certificate.names()).contains("localhost", "127.0.0.1");
        })
        .extracting(ProbeResult.Certificate::notAfter)
        .isEqualTo(Objects.requireNonNull(seen.tls()).notAfter());
  }

  private static Credentials password(String password, Way way) {
    return new Credentials.Password(USER, new Secret(password), way);
  }

  private static Credentials token(String user, Mechanism mechanism) {
    return new Credentials.Token(user, tokens(), SCOPE, mechanism);
  }

  private static Tokens tokens() {
    return new Tokens(
        new TokenEndpoint(
            web,
            URI.create(issuer.tokenUrl("directory")),
            "client",
            new ClientProof.SharedSecret(new Secret("client-secret")),
            EntraErrors.load(),
            Clock.systemUTC()),
        System::nanoTime);
  }

  private static ImapProbe probe(Security security, Credentials credentials) {
    URI url = security == Security.IMPLICIT ? dovecot.url() : dovecot.plainUrl();
    return new ImapProbe(
        network, Endpoint.of(url), security, tls, credentials, PATIENCE, ServerAnswers.load());
  }

  private static ImapProbe probe(Network through, String host) {
    return new ImapProbe(
        through,
        new Endpoint(host, dovecot.url().getPort()),
        Security.IMPLICIT,
        tls,
        password(DovecotServer.passwordOf(USER), Way.BEST),
        PATIENCE,
        ServerAnswers.load());
  }

  private static Observation.Failed failed(Observation seen) {
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    return (Observation.Failed) seen.end();
  }
}
