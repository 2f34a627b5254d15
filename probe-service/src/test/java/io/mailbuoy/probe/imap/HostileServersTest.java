package io.mailbuoy.probe.imap;

import static io.mailbuoy.contracts.event.FailureKind.CONNECT_TIMEOUT;
import static io.mailbuoy.contracts.event.FailureKind.DISCONNECTED;
import static io.mailbuoy.contracts.event.FailureKind.DNS_FAILURE;
import static io.mailbuoy.contracts.event.FailureKind.PROTOCOL_ERROR;
import static io.mailbuoy.contracts.event.FailureKind.TIMEOUT;
import static io.mailbuoy.contracts.event.FailureKind.TLS_FAILURE;
import static io.mailbuoy.contracts.event.FailureKind.TOKEN_UNAVAILABLE;
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
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.token.ClientProof;
import io.mailbuoy.probe.token.EntraErrors;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenEndpoint;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Deadlines;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.NameResolver;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.testbed.EntraFault;
import io.mailbuoy.testbed.ExchangeImapServer;
import io.mailbuoy.testbed.FaultProxy;
import io.mailbuoy.testbed.ImapFault;
import io.mailbuoy.testbed.ImapStage;
import io.mailbuoy.testbed.Microsoft365;
import io.mailbuoy.testbed.ProxyFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Networks and servers that misbehave at every point of a conversation: each ends in time, with
/// the phase and a clear kind.
class HostileServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(500);

  /// On a busy machine.
  private static final Duration MARGIN = Duration.ofMillis(1_500);

  /// The testbed's greeting is longer than this.
  private static final int WITHIN_GREETING = 20;

  private static final int MOST_OF_A_CONVERSATION = 500;

  private static Network network;
  private static Web web;
  private static Microsoft365 microsoft;
  private static ExchangeImapServer plain;
  private static FaultProxy beforeTls;
  private static FaultProxy beforePlain;
  private static TlsClient tls;
  private static int greeting;

  @BeforeAll
  static void open() {
    network = Network.open();
    web = new Web();
    microsoft = Microsoft365.start(1);
    tls = TlsClient.trusting(Optional.of(microsoft.certificates().caPem()));
    plain = ExchangeImapServer.startPlain(microsoft.tokens());
    plain.addMailbox("canary", "sings");
    plain.frontEnds("FR0P281CA0011");
    beforeTls = FaultProxy.before(microsoft.imap().port());
    beforePlain = FaultProxy.before(plain.port());
    greeting = greetingOfPlain().length() + "\r\n".length();
  }

  private static String greetingOfPlain() {
    Observation seen = plainProbe(network, PATIENCE).observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(seen.server()).isNotNull();
    return String.valueOf(seen.server().greeting());
  }

  @AfterAll
  static void close() {
    beforePlain.close();
    beforeTls.close();
    plain.close();
    microsoft.close();
    web.close();
    network.close();
  }

  @BeforeEach
  void healthy() {
    beforeTls.set(new ProxyFault.None());
    beforePlain.set(new ProxyFault.None());
    microsoft.imap().faults().clear();
    microsoft.imap().faults().clearDelays();
    microsoft.cloud().entra().clear();
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        // before TLS
        Arguments.of(Security.IMPLICIT, new ProxyFault.Stall(0), TLS, TIMEOUT),
        Arguments.of(Security.IMPLICIT, new ProxyFault.Stall(300), TLS, TIMEOUT),
        Arguments.of(Security.IMPLICIT, new ProxyFault.Deaf(), TLS, TIMEOUT),
        Arguments.of(Security.IMPLICIT, new ProxyFault.Reset(300), TLS, DISCONNECTED),
        Arguments.of(Security.IMPLICIT, new ProxyFault.Truncate(0), TLS, DISCONNECTED),
        Arguments.of(Security.IMPLICIT, new ProxyFault.Truncate(300), TLS, DISCONNECTED),
        Arguments.of(Security.IMPLICIT, new ProxyFault.Flood(0, 'a'), TLS, TLS_FAILURE),
        Arguments.of(
            Security.IMPLICIT, new ProxyFault.Trickle(Duration.ofMillis(20)), TLS, TIMEOUT),
        // in the greeting
        Arguments.of(Security.NONE, new ProxyFault.Stall(0), GREETING, TIMEOUT),
        Arguments.of(Security.NONE, new ProxyFault.Stall(WITHIN_GREETING), GREETING, TIMEOUT),
        Arguments.of(Security.NONE, new ProxyFault.Truncate(0), GREETING, DISCONNECTED),
        Arguments.of(
            Security.NONE, new ProxyFault.Truncate(WITHIN_GREETING), GREETING, DISCONNECTED),
        Arguments.of(
            Security.NONE, new ProxyFault.Trickle(Duration.ofMillis(20)), GREETING, TIMEOUT),
        Arguments.of(Security.NONE, new ProxyFault.Flood(0, 'a'), GREETING, PROTOCOL_ERROR),
        Arguments.of(Security.NONE, new ProxyFault.Flood(0, '\n'), GREETING, PROTOCOL_ERROR));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void a_broken_network_is_told_by_phase_and_kind(
      Security security, ProxyFault fault, Phase phase, FailureKind kind) {
    beforeTls.set(fault);
    beforePlain.set(fault);
    Duration timeout = kind == TIMEOUT ? SHORT : PATIENCE;
    ImapProbe probe =
        security == Security.NONE
            ? plainProbe(network, timeout)
            : tlsProbe(network, beforeTls.port(), timeout);
    assertFails(probe, timeout, phase, kind);
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(beforeTls.openSessions() + beforePlain.openSessions())
                .as("the probe has hung up")
                .isZero());
  }

  /// What the proxy does after the greeting, and after the answer to CAPABILITY.
  enum Later {
    STALL(TIMEOUT),
    RESET(DISCONNECTED),
    TRUNCATE(DISCONNECTED),
    FLOOD(PROTOCOL_ERROR);

    private final FailureKind kind;

    Later(FailureKind kind) {
      this.kind = kind;
    }

    ProxyFault after(long bytes) {
      return switch (this) {
        case STALL -> new ProxyFault.Stall(bytes);
        case RESET -> new ProxyFault.Reset(bytes);
        case TRUNCATE -> new ProxyFault.Truncate(bytes);
        case FLOOD -> new ProxyFault.Flood(bytes, '*');
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Later.class)
  void so_is_one_that_breaks_after_the_greeting(Later later) {
    beforePlain.set(later.after(greeting));
    Duration timeout = later == Later.STALL ? SHORT : PATIENCE;
    assertFails(plainProbe(network, timeout), timeout, CAPABILITY, later.kind);
  }

  @ParameterizedTest
  @EnumSource(Later.class)
  void so_is_one_that_breaks_at_any_later_byte(Later later) {
    Duration timeout = later == Later.STALL ? SHORT : PATIENCE;
    Set<Phase> broken = EnumSet.noneOf(Phase.class);
    for (int bytes = greeting + 10; bytes < greeting + MOST_OF_A_CONVERSATION; bytes += 61) {
      beforePlain.set(later.after(bytes));
      if (plainProbe(network, timeout).observe().end()
          instanceof Observation.Failed(Phase phase, Fault fault)) {
        assertThat(fault.kind())
            .as("%s after %d bytes in %s", later, bytes, phase)
            .isEqualTo(later.kind);
        broken.add(phase);
      }
    }
    assertThat(broken).contains(CAPABILITY, EXAMINE).isSubsetOf(CAPABILITY, AUTHENTICATE, EXAMINE);
  }

  static Stream<Arguments> silences() {
    return Stream.of(
        Arguments.of(TOKEN, TOKEN_UNAVAILABLE),
        Arguments.of(DNS, DNS_FAILURE),
        Arguments.of(CONNECT, CONNECT_TIMEOUT),
        Arguments.of(TLS, TIMEOUT),
        Arguments.of(GREETING, TIMEOUT),
        Arguments.of(CAPABILITY, TIMEOUT),
        Arguments.of(AUTHENTICATE, TIMEOUT),
        Arguments.of(EXAMINE, TIMEOUT));
  }

  @ParameterizedTest
  @MethodSource("silences")
  void a_phase_is_given_up_at_its_own_deadline(Phase phase, FailureKind kind) throws IOException {
    CountDownLatch over = new CountDownLatch(1);
    List<AutoCloseable> opened = new ArrayList<>();
    try (Network silent = phase == DNS ? silentNames(over) : Network.open()) {
      int port = phase == CONNECT ? fullPort(opened) : microsoft.imap().port();
      silence(phase);
      Network impatient = silent.with(Map.of(phase, SHORT));
      long began = System.nanoTime();
      Observation seen = tlsProbe(impatient, port, Duration.ofSeconds(30)).observe();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      Observation.Failed failed = failed(seen);
      assertThat(failed.phase()).isEqualTo(phase);
      assertThat(failed.fault().kind()).isEqualTo(kind);
      assertThat(failed.fault().detail())
          .isEqualTo("nothing within 500 ms, the time of this phase");
      assertThat(took).isBetween(SHORT.minusMillis(20), SHORT.plus(MARGIN).plusSeconds(1));
    } finally {
      over.countDown();
      for (AutoCloseable each : opened) {
        closeQuietly(each);
      }
    }
  }

  @Test
  void a_goodbye_is_given_up_at_its_own_deadline_and_the_mailbox_has_worked() {
    microsoft.imap().faults().delay(ImapStage.LOGOUT, Duration.ofSeconds(30));
    Network impatient = network.with(Map.of(LOGOUT, Duration.ofMillis(200)));
    Observation seen = tlsProbe(impatient, microsoft.imap().port(), PATIENCE).observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(seen.phases().getLast().millis()).isBetween(150L, 1_900L);
  }

  @Test
  void the_time_of_a_phase_ends_with_the_phase() {
    microsoft.imap().faults().delay(ImapStage.AUTHENTICATE, Duration.ofMillis(700));
    Network impatient =
        network.with(Map.of(CONNECT, SHORT, GREETING, SHORT, CAPABILITY, SHORT, EXAMINE, SHORT));
    assertThat(tlsProbe(impatient, microsoft.imap().port(), PATIENCE).observe().end())
        .isEqualTo(new Observation.Worked());
  }

  @Test
  void a_resolver_that_times_out_is_a_failure_of_the_name_service() {
    CountDownLatch over = new CountDownLatch(1);
    try (Network silent = silentNames(over)) {
      assertFails(tlsProbe(silent, microsoft.imap().port(), SHORT), SHORT, DNS, DNS_FAILURE);
    } finally {
      over.countDown();
    }
  }

  @Test
  void a_token_endpoint_that_returns_html_is_unavailable() {
    microsoft.cloud().entra().set(new EntraFault.Html());
    Observation.Failed failed =
        failed(tlsProbe(network, microsoft.imap().port(), PATIENCE).observe());
    assertThat(failed.phase()).isEqualTo(TOKEN);
    assertThat(failed.fault().kind()).isEqualTo(TOKEN_UNAVAILABLE);
    assertThat(failed.fault().serverText()).isEqualTo("HTTP 200");
    assertThat(failed.fault().detail()).contains("no answer of a token endpoint");
    assertThat(failed.fault().retryable()).isTrue();
  }

  private static void silence(Phase phase) {
    switch (phase) {
      case TOKEN -> microsoft.cloud().entra().set(new EntraFault.Hang());
      case TLS -> microsoft.imap().faults().set(new ImapFault.Hang());
      case GREETING -> microsoft.imap().faults().set(new ImapFault.SilentGreeting());
      case CAPABILITY ->
          microsoft.imap().faults().delay(ImapStage.CAPABILITY, Duration.ofSeconds(30));
      case AUTHENTICATE -> microsoft.imap().faults().set(new ImapFault.SilentAuthenticate(1));
      case EXAMINE -> microsoft.imap().faults().delay(ImapStage.EXAMINE, Duration.ofSeconds(30));
      case DNS, CONNECT, SUBMIT, DELIVER, LOGOUT, REQUEST, UNKNOWN -> {} // not the server's doing
    }
  }

  private static Network silentNames(CountDownLatch over) {
    return new Network(
        new Deadlines(),
        new NameResolver(host -> {
          over.await();
          return InetAddress.getLoopbackAddress();
        }));
  }

  /// A port whose queue is full, so that the system answers no further connection.
  private static int fullPort(List<AutoCloseable> opened) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    opened.add(server);
    for (int i = 0; i < 20; i++) {
      Socket queued = new Socket();
      opened.add(queued);
      try {
        queued.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), 200);
      } catch (SocketTimeoutException full) {
        return server.getLocalPort();
      }
    }
    return Assumptions.abort("this system answers connections to a full queue");
  }

  private static void closeQuietly(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertFails(
      ImapProbe probe, Duration timeout, Phase phase, FailureKind kind) {
    long began = System.nanoTime();
    Observation seen = probe.observe();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(timeout.plus(MARGIN));
    Observation.Failed failed = failed(seen);
    assertThat(failed.phase()).isEqualTo(phase);
    assertThat(failed.fault().kind()).isEqualTo(kind);
    assertThat(failed.fault().retryable()).isTrue();
    assertThat(seen.phases().getLast().phase().value()).isEqualTo(phase);
  }

  private static Observation.Failed failed(Observation seen) {
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    return (Observation.Failed) seen.end();
  }

  private static ImapProbe plainProbe(Network through, Duration timeout) {
    return new ImapProbe(
        through,
        new Endpoint("localhost", beforePlain.port()),
        Security.NONE,
        tls,
        new Credentials.Password("canary", new Secret("sings")),
        timeout,
        ServerAnswers.load());
  }

  private static ImapProbe tlsProbe(Network through, int port, Duration timeout) {
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
    return new ImapProbe(
        through,
        new Endpoint("localhost", port),
        Security.IMPLICIT,
        tls,
        new Credentials.Token(microsoft.mailboxes().getFirst(), tokens, Scope.OUTLOOK),
        timeout,
        ServerAnswers.load());
  }
}
