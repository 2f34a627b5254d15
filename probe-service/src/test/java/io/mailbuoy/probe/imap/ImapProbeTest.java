package io.mailbuoy.probe.imap;

import static io.mailbuoy.contracts.event.FailureKind.AUTH_REJECTED;
import static io.mailbuoy.contracts.event.FailureKind.AUTH_THEN_UNUSABLE;
import static io.mailbuoy.contracts.event.FailureKind.CERTIFICATE_INVALID;
import static io.mailbuoy.contracts.event.FailureKind.CONNECT_REFUSED;
import static io.mailbuoy.contracts.event.FailureKind.DISCONNECTED;
import static io.mailbuoy.contracts.event.FailureKind.DNS_FAILURE;
import static io.mailbuoy.contracts.event.FailureKind.MAILBOX_ERROR;
import static io.mailbuoy.contracts.event.FailureKind.PROTOCOL_ERROR;
import static io.mailbuoy.contracts.event.FailureKind.SERVER_UNAVAILABLE;
import static io.mailbuoy.contracts.event.FailureKind.THROTTLED;
import static io.mailbuoy.contracts.event.FailureKind.TIMEOUT;
import static io.mailbuoy.contracts.event.FailureKind.TLS_FAILURE;
import static io.mailbuoy.contracts.event.FailureKind.TOKEN_REJECTED;
import static io.mailbuoy.contracts.event.Phase.AUTHENTICATE;
import static io.mailbuoy.contracts.event.Phase.CAPABILITY;
import static io.mailbuoy.contracts.event.Phase.CONNECT;
import static io.mailbuoy.contracts.event.Phase.DNS;
import static io.mailbuoy.contracts.event.Phase.EXAMINE;
import static io.mailbuoy.contracts.event.Phase.GREETING;
import static io.mailbuoy.contracts.event.Phase.LOGOUT;
import static io.mailbuoy.contracts.event.Phase.TLS;
import static io.mailbuoy.contracts.event.Phase.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ProbeResult.PhaseTiming;
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
import io.mailbuoy.testbed.CertificateFault;
import io.mailbuoy.testbed.EntraFault;
import io.mailbuoy.testbed.ExchangeImapServer;
import io.mailbuoy.testbed.ImapFault;
import io.mailbuoy.testbed.ImapStage;
import io.mailbuoy.testbed.Microsoft365;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Against a server that speaks and fails as Exchange Online does.
class ImapProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(400);

  private static Network network;
  private static Web web;
  private static Microsoft365 microsoft;
  private static ExchangeImapServer upgradable;
  private static ExchangeImapServer plain;
  private static TlsClient tls;
  private static String user;
  private Tokens tokens;

  @BeforeAll
  static void open() {
    network = Network.open();
    web = new Web();
    microsoft = Microsoft365.start(1);
    user = microsoft.mailboxes().getFirst();
    tls = TlsClient.trusting(Optional.of(microsoft.certificates().caPem()));
    upgradable =
        ExchangeImapServer.startPlain(microsoft.certificates().serverContext(), microsoft.tokens());
    upgradable.addMailbox("canary", "sings-äöü");
    plain = ExchangeImapServer.startPlain(microsoft.tokens());
    plain.addMailbox("canary", "sings");
  }

  @AfterAll
  static void close() {
    plain.close();
    upgradable.close();
    microsoft.close();
    web.close();
    network.close();
  }

  @BeforeEach
  void healthy() {
    microsoft.imap().faults().clear();
    microsoft.imap().faults().clearDelays();
    microsoft.imap().certificate(microsoft.certificates().serverContext());
    microsoft.cloud().entra().clear();
    tokens =
        new Tokens(
            new TokenEndpoint(
                web,
                URI.create(microsoft.tokenUrl()),
                microsoft.clientId(),
                new ClientProof.SharedSecret(new Secret(microsoft.clientSecret())),
                EntraErrors.load(),
                Clock.systemUTC()),
            System::nanoTime);
  }

  @Test
  void a_healthy_mailbox_is_entered_and_looked_at_phase_by_phase() {
    Observation seen = probe(PATIENCE).observe();

    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(phases(seen))
        .containsExactly(
            TOKEN, DNS, CONNECT, TLS, GREETING, CAPABILITY, AUTHENTICATE, EXAMINE, LOGOUT);
    assertThat(seen.server()).isNotNull();
    assertThat(seen.server().address()).isEqualTo("127.0.0.1:" + microsoft.imap().port());
    assertThat(seen.server().greeting()).startsWith("* OK The Microsoft Exchange IMAP4 service");
    assertThat(seen.server().frontEnd()).matches("(?i)(FR0|AM0).*\\.COM");
    assertThat(seen.tls()).isNotNull();
    assertThat(seen.tls().protocol()).isEqualTo("TLSv1.3");
    assertThat(seen.tls().cipher()).contains("AES");
    assertThat(seen.tls().notAfter()).isAfter(Clock.systemUTC().instant());
  }

  @Test
  void the_inbox_is_examined_and_never_selected() {
    probe(PATIENCE).observe();
    assertThat(microsoft.imap().log()).anyMatch(line -> line.contains("EXAMINE INBOX"));
    assertThat(microsoft.imap().log()).noneMatch(line -> line.contains(" SELECT "));
  }

  @Test
  void the_token_goes_with_the_command_and_comes_from_the_cache_the_second_time() {
    int before = microsoft.cloud().tokenRequests();
    probe(PATIENCE).observe();
    Observation second = probe(PATIENCE).observe();
    assertThat(microsoft.cloud().tokenRequests() - before).isEqualTo(1);
    assertThat(second.phases().getFirst()).isEqualTo(new PhaseTiming(TOKEN, 0));
    assertThat(microsoft.imap().log()).noneMatch(line -> line.endsWith("S: + "));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault(
            new ImapFault.Refuse(1), AUTHENTICATE, AUTH_REJECTED, "NO AUTHENTICATE failed.", true),
        fault(
            new ImapFault.Unusable(1),
            EXAMINE,
            AUTH_THEN_UNUSABLE,
            "BAD User is authenticated but not connected.",
            true),
        fault(
            new ImapFault.Throttle(89_117),
            EXAMINE,
            THROTTLED,
            "BAD Request is throttled. Suggested Backoff Time: 89117 milliseconds",
            false),
        fault(
            new ImapFault.Throttle(1_000, ImapStage.AUTHENTICATE),
            AUTHENTICATE,
            THROTTLED,
            "BAD Request is throttled. Suggested Backoff Time: 1000 milliseconds",
            false),
        fault(
            new ImapFault.Unavailable(1),
            EXAMINE,
            SERVER_UNAVAILABLE,
            "NO Server Unavailable. 15",
            true),
        fault(
            new ImapFault.Unavailable(1, ImapStage.AUTHENTICATE),
            AUTHENTICATE,
            SERVER_UNAVAILABLE,
            "NO Server Unavailable. 15",
            true),
        fault(
            new ImapFault.ByeAtGreeting(),
            GREETING,
            DISCONNECTED,
            "BYE Connection closed. 14",
            true),
        fault(new ImapFault.Bye(1), AUTHENTICATE, DISCONNECTED, "BYE Connection closed. 14", true),
        fault(
            new ImapFault.Bye(1, ImapStage.EXAMINE),
            EXAMINE,
            DISCONNECTED,
            "BYE Connection closed. 14",
            true),
        fault(new ImapFault.SilentGreeting(), GREETING, TIMEOUT, null, true),
        fault(new ImapFault.SilentAuthenticate(1), AUTHENTICATE, TIMEOUT, null, true),
        fault(new ImapFault.Hang(), TLS, TIMEOUT, null, true),
        fault(new ImapFault.BrokenTls(), TLS, TLS_FAILURE, null, true),
        fault(
            new ImapFault.Garbage(),
            GREETING,
            PROTOCOL_ERROR,
            "220 \0\1\2\3 this is no mailbox server",
            true),
        fault(
            new ImapFault.NoInbox(),
            EXAMINE,
            MAILBOX_ERROR,
            "NO The mailbox has no such folder.",
            false));
  }

  private static Arguments fault(
      ImapFault fault, Phase phase, FailureKind kind, @Nullable String text, boolean retryable) {
    return Arguments.of(fault, phase, kind, text, retryable);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void every_fault_is_told_with_its_phase_kind_and_the_servers_words(
      ImapFault fault, Phase phase, FailureKind kind, @Nullable String text, boolean retryable) {
    microsoft.imap().faults().set(fault);
    Observation seen = probe(kind == TIMEOUT ? SHORT : PATIENCE).observe();
    Observation.Failed failed = failed(seen);
    assertThat(failed.phase()).isEqualTo(phase);
    assertThat(failed.fault().kind()).isEqualTo(kind);
    assertThat(failed.fault().serverText()).isEqualTo(text);
    assertThat(failed.fault().retryable()).isEqualTo(retryable);
    assertThat(phases(seen)).last().isEqualTo(phase);
  }

  @Test
  void a_reset_is_told_in_whichever_phase_it_arrives() {
    microsoft.imap().faults().set(new ImapFault.Reset());
    Observation.Failed failed = failed(probe(PATIENCE).observe());
    assertThat(failed.phase()).isIn(CONNECT, TLS);
    assertThat(failed.fault().kind()).isEqualTo(DISCONNECTED);
  }

  @Test
  void a_throttled_mailbox_says_how_long_it_wants_to_be_left_alone() {
    microsoft.imap().faults().set(new ImapFault.Throttle(89_117));
    assertThat(failed(probe(PATIENCE).observe()).fault().backOff())
        .contains(Duration.ofMillis(89_117));
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void no_bad_certificate_gets_past(CertificateFault fault) {
    microsoft.imap().certificate(microsoft.certificates().serverContext(fault));
    Observation seen = probe(PATIENCE).observe();
    Observation.Failed failed = failed(seen);
    assertThat(failed.phase()).isEqualTo(TLS);
    assertThat(failed.fault().kind()).isEqualTo(CERTIFICATE_INVALID);
    assertThat(failed.fault().retryable()).isFalse();
    assertThat(failed.fault().serverText()).isNull();
    assertThat(failed.fault().detail())
        .startsWith(
            switch (fault) {
              case EXPIRED -> "the certificate expired on 20";
              case NOT_YET_VALID -> "the certificate is not valid before 20";
              case SELF_SIGNED ->
                  "the certificate is signed by itself and nobody trusted vouches for it";
              case WRONG_HOST -> "the certificate is for imap.elsewhere.example, not for localhost";
              case INCOMPLETE_CHAIN ->
                  "no path to a trusted authority: the chain ends with CN=localhost, and its issuer"
                      + " CN=Mailbuoy testbed CA between is neither sent nor trusted";
              case NONE -> throw new AssertionError("left out");
            });
    ProbeResult.Tls shown = Objects.requireNonNull(seen.tls());
    assertThat(shown.protocol()).isNull();
    assertThat(shown.chain())
        .singleElement()
        .satisfies(certificate -> {
          assertThat(certificate.subject()).isEqualTo("CN=localhost");
          assertThat(certificate.notAfter()).isEqualTo(shown.notAfter());
        });
  }

  @Test
  void a_certificate_that_the_system_does_not_know_is_not_trusted() {
    ImapProbe strict =
        new ImapProbe(
            network,
            Endpoint.of(microsoft.imap().url()),
            Security.IMPLICIT,
            TlsClient.trusting(Optional.empty()),
            new Credentials.None(),
            PATIENCE,
            ServerAnswers.load());
    assertThat(failed(strict.observe()).fault().kind()).isEqualTo(CERTIFICATE_INVALID);
  }

  @Test
  void a_certificate_that_goes_bad_is_noticed_by_the_next_probe() {
    ImapProbe probe = probe(PATIENCE);
    assertThat(probe.observe().end()).isEqualTo(new Observation.Worked());
    microsoft.imap().certificate(microsoft.certificates().serverContext(CertificateFault.EXPIRED));
    assertThat(failed(probe.observe()).fault().kind()).isEqualTo(CERTIFICATE_INVALID);
  }

  @Test
  void a_stopped_server_refuses_the_connection() {
    microsoft.imap().stop();
    try {
      Observation.Failed failed = failed(probe(PATIENCE).observe());
      assertThat(failed.phase()).isEqualTo(CONNECT);
      assertThat(failed.fault().kind()).isEqualTo(CONNECT_REFUSED);
    } finally {
      microsoft.imap().start();
    }
  }

  @Test
  void a_name_without_an_address_is_a_failure_of_the_name_service() {
    ImapProbe probe =
        new ImapProbe(
            network,
            new Endpoint("no-such-host.invalid", 993),
            Security.IMPLICIT,
            tls,
            new Credentials.None(),
            PATIENCE,
            ServerAnswers.load());
    Observation.Failed failed = failed(probe.observe());
    assertThat(failed.phase()).isEqualTo(DNS);
    assertThat(failed.fault().kind()).isEqualTo(DNS_FAILURE);
  }

  @Test
  void without_a_token_nothing_is_connected_to() {
    microsoft.cloud().entra().set(new EntraFault.Error(401, "invalid_client", 7000222));
    long before = microsoft.imap().sessions();
    Observation seen = probe(PATIENCE).observe();
    Observation.Failed failed = failed(seen);
    assertThat(failed.phase()).isEqualTo(TOKEN);
    assertThat(failed.fault().kind()).isEqualTo(TOKEN_REJECTED);
    assertThat(phases(seen)).containsExactly(TOKEN);
    assertThat(seen.server()).isNull();
    assertThat(microsoft.imap().sessions()).isEqualTo(before);
  }

  @Test
  void without_a_user_only_the_connection_is_probed() {
    Observation seen = probe(new Credentials.None(), microsoft.imap(), Security.IMPLICIT).observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(phases(seen)).containsExactly(DNS, CONNECT, TLS, GREETING, CAPABILITY, LOGOUT);
  }

  @Test
  void starttls_comes_before_the_password_and_the_password_may_be_any_text() {
    Credentials canary = new Credentials.Password("canary", new Secret("sings-äöü"));
    Observation seen = probe(canary, upgradable, Security.STARTTLS).observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(phases(seen))
        .containsExactly(DNS, CONNECT, GREETING, TLS, CAPABILITY, AUTHENTICATE, EXAMINE, LOGOUT);
    assertThat(seen.tls()).isNotNull();
  }

  @Test
  void a_server_without_starttls_gets_no_password() {
    Credentials canary = new Credentials.Password("canary", new Secret("sings"));
    int before = plain.log().size();
    Observation.Failed failed = failed(probe(canary, plain, Security.STARTTLS).observe());
    assertThat(failed.phase()).isEqualTo(TLS);
    assertThat(failed.fault().kind()).isEqualTo(TLS_FAILURE);
    assertThat(failed.fault().serverText()).isEqualTo("BAD Command Error. 12");
    assertThat(plain.log().stream().skip(before)).noneMatch(line -> line.contains("LOGIN"));
  }

  @Test
  void tls_can_be_turned_off() {
    Credentials canary = new Credentials.Password("canary", new Secret("sings"));
    Observation seen = probe(canary, plain, Security.NONE).observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(seen.tls()).isNull();
  }

  @Test
  void a_wrong_password_is_told_in_the_servers_words() {
    Credentials wrong = new Credentials.Password("canary", new Secret("silent"));
    Observation.Failed failed = failed(probe(wrong, plain, Security.NONE).observe());
    assertThat(failed.phase()).isEqualTo(AUTHENTICATE);
    assertThat(failed.fault().kind()).isEqualTo(AUTH_REJECTED);
    assertThat(failed.fault().serverText()).isEqualTo("NO LOGIN failed.");
  }

  @Test
  void nobody_waits_for_a_slow_goodbye() {
    microsoft.imap().faults().delay(ImapStage.LOGOUT, Duration.ofSeconds(30));
    Observation seen = probe(Duration.ofSeconds(1)).observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
  }

  @Test
  void conscrypt_does_the_cryptography_where_this_build_has_it() {
    boolean there =
        System.getProperty("os.name").startsWith("Linux")
            && System.getProperty("os.arch").equals("amd64");
    assertThat(TlsClient.fast()).isEqualTo(there);
  }

  private ImapProbe probe(Duration timeout) {
    return new ImapProbe(
        network,
        Endpoint.of(microsoft.imap().url()),
        Security.IMPLICIT,
        tls,
        new Credentials.Token(user, tokens, Scope.OUTLOOK),
        timeout,
        ServerAnswers.load());
  }

  private static ImapProbe probe(
      Credentials credentials, ExchangeImapServer server, Security security) {
    return new ImapProbe(
        network,
        Endpoint.of(server.url()),
        security,
        tls,
        credentials,
        PATIENCE,
        ServerAnswers.load());
  }

  private static List<Phase> phases(Observation seen) {
    return seen.phases().stream().map(timing -> timing.phase().value()).toList();
  }

  private static Observation.Failed failed(Observation seen) {
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    return (Observation.Failed) seen.end();
  }
}
