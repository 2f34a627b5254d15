package io.mailbuoy.probe.imap;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.login.Credentials.Way;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Against GreenMail, whose dialect is neither Exchange's nor Dovecot's. Its own certificate names
/// no host, so it is asked without TLS.
class GreenMailTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String USER = "anna";
  private static final String PASSWORD = "password of anna";

  private static Network network;
  private static GreenMail server;

  @BeforeAll
  static void open() {
    network = Network.open();
    server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    server.start();
    server.setUser(USER + "@example.org", USER, PASSWORD);
  }

  @AfterAll
  static void close() {
    server.stop();
    network.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"BEST", "LOGIN"})
  void a_password_opens_the_mailbox(Way way) {
    Observation seen = probe(PASSWORD, way).observe();
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(seen.phases())
        .extracting(timing -> timing.phase().value())
        .endsWith(Phase.AUTHENTICATE, Phase.EXAMINE, Phase.LOGOUT);
  }

  @ParameterizedTest
  @EnumSource(names = {"BEST", "LOGIN"})
  void a_wrong_password_is_refused(Way way) {
    assertThat(probe("wrong", way).observe().end())
        .isInstanceOfSatisfying(
            Observation.Failed.class,
            failed -> {
              assertThat(failed.phase()).isEqualTo(Phase.AUTHENTICATE);
              assertThat(failed.fault().kind()).isEqualTo(FailureKind.AUTH_REJECTED);
              assertThat(failed.fault().serverText()).startsWith("NO ").doesNotContain("wrong");
            });
  }

  @Test
  void a_way_that_it_does_not_offer_is_named() {
    assertThat(probe(PASSWORD, Way.PLAIN).observe().end())
        .isInstanceOfSatisfying(
            Observation.Failed.class,
            failed -> {
              assertThat(failed.phase()).isEqualTo(Phase.AUTHENTICATE);
              assertThat(failed.fault().kind()).isEqualTo(FailureKind.UNKNOWN);
              assertThat(failed.fault().serverText()).startsWith("BAD ");
              assertThat(failed.fault().detail()).isEqualTo("the server does not offer AUTH=PLAIN");
            });
  }

  @Test
  void a_server_without_tls_is_no_way_to_start_tls() {
    assertThat(probe(Security.STARTTLS, PASSWORD, Way.BEST).observe().end())
        .isInstanceOfSatisfying(
            Observation.Failed.class,
            failed -> {
              assertThat(failed.phase()).isEqualTo(Phase.TLS);
              assertThat(failed.fault().kind()).isEqualTo(FailureKind.TLS_FAILURE);
            });
  }

  private static ImapProbe probe(String password, Way way) {
    return probe(Security.NONE, password, way);
  }

  private static ImapProbe probe(Security security, String password, Way way) {
    return new ImapProbe(
        network,
        new Endpoint("127.0.0.1", server.getImap().getPort()),
        security,
        TlsClient.trusting(Optional.empty()),
        new Credentials.Password(USER, new Secret(password), way),
        PATIENCE,
        ServerAnswers.load());
  }
}
