package io.mailbuoy.probe.graph;

import static io.mailbuoy.contracts.event.FailureKind.AUTH_REJECTED;
import static io.mailbuoy.contracts.event.FailureKind.HTTP_ERROR;
import static io.mailbuoy.contracts.event.FailureKind.MAILBOX_ERROR;
import static io.mailbuoy.contracts.event.FailureKind.PROTOCOL_ERROR;
import static io.mailbuoy.contracts.event.FailureKind.THROTTLED;
import static io.mailbuoy.contracts.event.FailureKind.TIMEOUT;
import static io.mailbuoy.contracts.event.FailureKind.TOKEN_REJECTED;
import static io.mailbuoy.contracts.event.Phase.REQUEST;
import static io.mailbuoy.contracts.event.Phase.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.token.ClientProof;
import io.mailbuoy.probe.token.EntraErrors;
import io.mailbuoy.probe.token.TokenEndpoint;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.testbed.EntraFault;
import io.mailbuoy.testbed.GraphFault;
import io.mailbuoy.testbed.Microsoft365;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MailboxProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static Network network;
  private static Web web;
  private static Microsoft365 microsoft;

  @BeforeAll
  static void open() {
    network = Network.open();
    web = new Web();
    microsoft = Microsoft365.start(1);
  }

  @AfterAll
  static void close() {
    microsoft.close();
    web.close();
    network.close();
  }

  @BeforeEach
  void healthy() {
    microsoft.cloud().graphMail().clear();
    microsoft.cloud().entra().clear();
  }

  @Test
  void one_message_proves_that_the_mailbox_works_and_nothing_of_it_is_kept() {
    Observation seen = probe(microsoft.mailboxes().getFirst(), PATIENCE).observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(seen.phases())
        .extracting(timing -> timing.phase().value())
        .containsExactly(TOKEN, REQUEST);
    assertThat(seen.toString()).doesNotContain("AAMkAG", "2026-01-02T09", "merger");
  }

  @Test
  void no_other_mailbox_is_there() {
    Observation.Failed failed = failed(probe("somebody else@contoso.example", PATIENCE));
    assertThat(failed.phase()).isEqualTo(REQUEST);
    assertThat(failed.fault().kind()).isEqualTo(MAILBOX_ERROR);
    assertThat(failed.fault().retryable()).isFalse();
    assertThat(failed.fault().serverText())
        .isEqualTo("HTTP 404 ErrorInvalidUser: There is no mailbox of that name.");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(new GraphFault.Error(401, "InvalidAuthenticationToken"), AUTH_REJECTED, false),
        Arguments.of(new GraphFault.Error(403, "ErrorAccessDenied"), AUTH_REJECTED, false),
        Arguments.of(new GraphFault.Error(404, "ErrorItemNotFound"), MAILBOX_ERROR, false),
        Arguments.of(new GraphFault.Error(400, "BadRequest"), HTTP_ERROR, false),
        Arguments.of(new GraphFault.Error(503, "serviceNotAvailable"), HTTP_ERROR, true),
        Arguments.of(new GraphFault.TooManyRequests(30), THROTTLED, false),
        Arguments.of(new GraphFault.Html(), PROTOCOL_ERROR, true),
        Arguments.of(new GraphFault.Hang(), TIMEOUT, true));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void every_fault_is_told_with_its_kind(GraphFault fault, FailureKind kind, boolean retryable) {
    microsoft.cloud().graphMail().set(fault);
    Duration patience = kind == TIMEOUT ? Duration.ofMillis(400) : PATIENCE;
    Observation.Failed failed = failed(probe(microsoft.mailboxes().getFirst(), patience));
    assertThat(failed.phase()).isEqualTo(REQUEST);
    assertThat(failed.fault().kind()).isEqualTo(kind);
    assertThat(failed.fault().retryable()).isEqualTo(retryable);
    if (kind == THROTTLED) {
      assertThat(failed.fault().backOff()).contains(Duration.ofSeconds(30));
    }
  }

  @Test
  void without_a_token_the_mailbox_is_not_asked() {
    int before = microsoft.cloud().requests("/v1.0/users/");
    microsoft.cloud().entra().set(new EntraFault.Error(401, "invalid_client", 7000215));
    Observation.Failed failed = failed(probe(microsoft.mailboxes().getFirst(), PATIENCE));
    assertThat(failed.phase()).isEqualTo(Phase.TOKEN);
    assertThat(failed.fault().kind()).isEqualTo(TOKEN_REJECTED);
    assertThat(microsoft.cloud().requests("/v1.0/users/")).isEqualTo(before);
  }

  private static MailboxProbe probe(String user, Duration patience) {
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
    return new MailboxProbe(
        network,
        web,
        URI.create(microsoft.cloud().graphUrl()),
        user,
        tokens,
        patience,
        Clock.systemUTC());
  }

  private static Observation.Failed failed(MailboxProbe probe) {
    Observation seen = probe.observe();
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    return (Observation.Failed) seen.end();
  }
}
