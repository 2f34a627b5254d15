package io.mailbuoy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every fault, as a client meets it on the wire.
class ImapFaultTest {
  private static final int SILENCE_MILLIS = 250;
  private static final String ANN = "ann@contoso.example";
  private static final String BOB = "bob@contoso.example";
  private static Microsoft365 microsoft;

  @BeforeAll
  static void start() {
    microsoft = Microsoft365.start(0);
    microsoft.imap().addMailbox(ANN);
    microsoft.imap().addMailbox(BOB);
  }

  @AfterAll
  static void stop() {
    microsoft.close();
  }

  @AfterEach
  void clear() {
    microsoft.imap().faults().clear();
    microsoft.imap().faults().clearDelays();
  }

  private static ImapFaults faults() {
    return microsoft.imap().faults();
  }

  private static RawImap connect() throws IOException {
    return RawImap.tls(microsoft.imap().port(), microsoft.certificates().clientContext());
  }

  private static RawImap greeted() throws IOException {
    RawImap client = connect();
    assertThat(client.line()).startsWith("* OK ");
    return client;
  }

  private static String authenticate(String user) {
    String token = microsoft.tokens().issue("c", Duration.ofMinutes(1));
    return "A1 AUTHENTICATE XOAUTH2 " + RawImap.xoauth2(user, token);
  }

  private static RawImap entered(String user) throws IOException {
    RawImap client = greeted();
    assertThat(client.ask(authenticate(user))).containsExactly("A1 OK AUTHENTICATE completed.");
    return client;
  }

  @Test
  void refuse() throws IOException {
    faults().set(new ImapFault.Refuse(1));
    try (RawImap client = greeted()) {
      assertThat(client.ask(authenticate(ANN))).containsExactly("A1 NO AUTHENTICATE failed.");
      assertThat(client.ask("A2 NOOP")).containsExactly("A2 OK NOOP completed.");
    }
  }

  @Test
  void refuseAtARateStrikesTheSameAttemptsInEveryRun() throws IOException {
    String first = outcomes();
    assertThat(first).contains("x").contains(".");
    assertThat(first.chars().filter(c -> c == 'x').count()).isBetween(8L, 32L);
    assertThat(outcomes()).isEqualTo(first);
  }

  private static String outcomes() throws IOException {
    StringBuilder outcomes = new StringBuilder();
    try (ExchangeImapServer fresh = ExchangeImapServer.startPlain(microsoft.tokens())) {
      fresh.addMailbox(ANN);
      fresh.faults().set(new ImapFault.Refuse(0.5));
      for (int i = 0; i < 40; i++) {
        try (RawImap session = RawImap.plain(fresh.port())) {
          assertThat(session.line()).startsWith("* OK ");
          String answer = session.ask(authenticate(ANN)).getLast();
          outcomes.append(answer.startsWith("A1 NO") ? 'x' : '.');
        }
      }
    }
    return outcomes.toString();
  }

  @Test
  void unusable() throws IOException {
    faults().set(new ImapFault.Unusable(1));
    try (RawImap client = entered(ANN)) {
      assertThat(client.ask("A2 CAPABILITY").getLast()).isEqualTo("A2 OK CAPABILITY completed.");
      client.say("A3 EXAMINE INBOX");
      assertThat(client.rest())
          .containsExactly(
              "A3 BAD User is authenticated but not connected.", "* BYE Connection closed. 14");
    }
    try (RawImap client = entered(ANN)) {
      assertThat(client.ask("A2 NAMESPACE"))
          .containsExactly("A2 BAD User is authenticated but not connected.");
      client.say("A3 LIST \"\" INBOX");
      assertThat(client.rest())
          .containsExactly(
              "A3 BAD User is authenticated but not connected.", "* BYE Connection closed. 14");
    }
  }

  @Test
  void throttle() throws IOException {
    faults().set(new ImapFault.Throttle(89_117));
    try (RawImap client = entered(ANN)) {
      client.say("A2 EXAMINE INBOX");
      assertThat(client.rest())
          .containsExactly(
              "A2 BAD Request is throttled. Suggested Backoff Time: 89117 milliseconds",
              "* BYE Connection closed. 14");
    }
    faults().set(new ImapFault.Throttle(1_000, ImapStage.AUTHENTICATE));
    try (RawImap client = greeted()) {
      client.say(authenticate(ANN));
      assertThat(client.rest())
          .containsExactly(
              "A1 BAD Request is throttled. Suggested Backoff Time: 1000 milliseconds",
              "* BYE Connection closed. 14");
    }
  }

  @Test
  void unavailable() throws IOException {
    faults().set(new ImapFault.Unavailable(1));
    try (RawImap client = entered(ANN)) {
      assertThat(client.ask("A2 EXAMINE INBOX")).containsExactly("A2 NO Server Unavailable. 15");
    }
    faults().set(new ImapFault.Unavailable(1, ImapStage.AUTHENTICATE));
    try (RawImap client = greeted()) {
      assertThat(client.ask(authenticate(ANN))).containsExactly("A1 NO Server Unavailable. 15");
    }
  }

  @Test
  void bye() throws IOException {
    faults().set(new ImapFault.ByeAtGreeting());
    try (RawImap client = connect()) {
      assertThat(client.rest()).containsExactly("* BYE Connection closed. 14");
    }
    faults().set(new ImapFault.Bye(1));
    try (RawImap client = greeted()) {
      client.say(authenticate(ANN));
      assertThat(client.rest()).containsExactly("* BYE Connection closed. 14");
    }
    faults().set(new ImapFault.Bye(1, ImapStage.EXAMINE));
    try (RawImap client = entered(ANN)) {
      client.say("A2 EXAMINE INBOX");
      assertThat(client.rest()).containsExactly("* BYE Connection closed. 14");
    }
  }

  @Test
  void silence() throws IOException {
    faults().set(new ImapFault.SilentGreeting());
    try (RawImap client = connect()) {
      assertSilent(client);
    }
    faults().set(new ImapFault.SilentAuthenticate(1));
    try (RawImap client = greeted()) {
      client.say(authenticate(ANN));
      assertSilent(client);
    }
    faults().set(new ImapFault.Hang());
    try (RawImap client = RawImap.plain(microsoft.imap().port())) {
      client.patience(SILENCE_MILLIS);
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> client.upgrade(microsoft.certificates().clientContext()));
    }
  }

  private static void assertSilent(RawImap client) throws IOException {
    client.patience(SILENCE_MILLIS);
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(client::line);
  }

  @Test
  void resetAndBytesThatAreNoTls() {
    faults().set(new ImapFault.Reset());
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(ImapFaultTest::connect)
        .matches(e -> e instanceof SocketException || e instanceof SSLException);
    faults().set(new ImapFault.BrokenTls());
    assertThatExceptionOfType(SSLException.class).isThrownBy(ImapFaultTest::connect);
  }

  @Test
  void garbage() throws IOException {
    faults().set(new ImapFault.Garbage());
    try (RawImap client = connect()) {
      assertThat(client.rest()).isNotEmpty().noneMatch(line -> line.startsWith("* "));
    }
  }

  @Test
  void noInbox() throws IOException {
    faults().set(new ImapFault.NoInbox());
    try (RawImap client = entered(ANN)) {
      assertThat(client.ask("A2 EXAMINE INBOX").getLast()).startsWith("A2 NO ");
    }
  }

  @Test
  void aMailboxOfItsOwnMind() throws IOException {
    faults().set(BOB, new ImapFault.Refuse(1));
    try (RawImap bob = greeted();
        RawImap ann = entered(ANN)) {
      assertThat(bob.ask(authenticate(BOB))).containsExactly("A1 NO AUTHENTICATE failed.");
      assertThat(ann.ask("A2 EXAMINE INBOX")).contains("A2 OK [READ-ONLY] EXAMINE completed.");
    }
    faults().set(new ImapFault.Refuse(1));
    faults().set("BOB@contoso.example", new ImapFault.None());
    try (RawImap bob = entered(BOB);
        RawImap ann = greeted()) {
      assertThat(bob.ask("A2 NOOP")).hasSize(1);
      assertThat(ann.ask(authenticate(ANN))).containsExactly("A1 NO AUTHENTICATE failed.");
    }
    faults().clear(BOB);
    try (RawImap bob = greeted()) {
      assertThat(bob.ask(authenticate(BOB))).containsExactly("A1 NO AUTHENTICATE failed.");
    }
  }

  @Test
  void faultsOfTheConnectionStrikeOneMailboxAtAuthenticate() throws IOException {
    for (ImapFault fault : List.of(new ImapFault.Hang(), new ImapFault.SilentGreeting())) {
      faults().set(BOB, fault);
      try (RawImap client = greeted()) {
        client.say(authenticate(BOB));
        assertSilent(client);
      }
    }
    faults().set(BOB, new ImapFault.ByeAtGreeting());
    try (RawImap client = greeted()) {
      client.say(authenticate(BOB));
      assertThat(client.rest()).containsExactly("* BYE Connection closed. 14");
    }
    faults().set(BOB, new ImapFault.Reset());
    try (RawImap client = greeted()) {
      client.say(authenticate(BOB));
      assertThatExceptionOfType(IOException.class).isThrownBy(client::line);
    }
    faults().set(BOB, new ImapFault.Garbage());
    try (RawImap client = greeted()) {
      client.say(authenticate(BOB));
      assertThat(client.rest()).isNotEmpty().noneMatch(line -> line.startsWith("A1 "));
    }
  }

  @Test
  void delaysHoldBackOneStage() throws IOException {
    faults().authenticateDelay(Duration.ofMillis(200));
    try (RawImap client = greeted()) {
      long before = System.nanoTime();
      assertThat(client.ask(authenticate(ANN))).containsExactly("A1 OK AUTHENTICATE completed.");
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThan(Duration.ofMillis(190));
    }
  }

  @Test
  void ratesOutsideZeroToOneAreMistakes() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ImapFault.Refuse(1.1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ImapFault.Unusable(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImapFault.Unavailable(1, ImapStage.GREETING));
  }
}
