package io.mailbuoy.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a client sees of the healthy server.
class ExchangeImapServerTest {
  private static final String USER = "support@contoso.example";
  private static final TokenAuthority TOKENS = new TokenAuthority();
  private static TestCertificates certificates;
  private static ExchangeImapServer server;

  @BeforeAll
  static void start() {
    certificates = TestCertificates.create();
    server = ExchangeImapServer.start(certificates.serverContext(), TOKENS);
    server.addMailbox(USER);
    server.addMailbox("canary", "pass \"word\"");
  }

  @AfterAll
  static void stop() {
    server.close();
    certificates.close();
  }

  private static RawImap connect() throws IOException {
    return RawImap.tls(server.port(), certificates.clientContext());
  }

  private static RawImap greeted() throws IOException {
    RawImap client = connect();
    assertThat(client.line()).startsWith("* OK ");
    return client;
  }

  private static String token() {
    return TOKENS.issue("client", TokenAuthority.OUTLOOK, Duration.ofMinutes(5));
  }

  @Test
  void aProbesWholeConversation() throws IOException {
    try (RawImap client = connect()) {
      String greeting = Objects.requireNonNull(client.line());
      assertThat(greeting)
          .matches("\\* OK The Microsoft Exchange IMAP4 service is ready\\. \\[[A-Za-z0-9+/=]+]");
      String name = greeting.substring(greeting.indexOf('[') + 1, greeting.length() - 1);
      assertThat(new String(Base64.getDecoder().decode(name), StandardCharsets.UTF_16LE))
          .matches("[A-Z0-9]+\\.[A-Za-z0-9.]+\\.com|[A-Z0-9]+\\.[A-Z0-9.]+\\.COM");

      assertThat(client.ask("A1 CAPABILITY"))
          .containsExactly(
              "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT"
                  + " CHILDREN IDLE NAMESPACE LITERAL+",
              "A1 OK CAPABILITY completed.");
      assertThat(client.ask("A2 AUTHENTICATE XOAUTH2 " + RawImap.xoauth2(USER, token())))
          .containsExactly("A2 OK AUTHENTICATE completed.");
      assertThat(client.ask("A3 CAPABILITY").getFirst()).contains("BACKENDAUTHENTICATE");
      assertThat(client.ask("A4 EXAMINE INBOX"))
          .contains("* 3 EXISTS", "A4 OK [READ-ONLY] EXAMINE completed.");
      assertThat(client.ask("A5 LOGOUT"))
          .containsExactly(
              "* BYE Microsoft Exchange Server IMAP4 server signing off.",
              "A5 OK LOGOUT completed.");
      assertThat(client.line()).isNull();
    }
  }

  @Test
  void theOtherCommandsOfAClient() throws IOException {
    try (RawImap client = greeted()) {
      assertThat(client.ask("1 ID NIL").getFirst())
          .contains("Microsoft.Exchange.Imap4.Imap4Server");
      assertThat(client.ask("2 NOOP")).containsExactly("2 OK NOOP completed.");
      assertThat(client.ask("3 FROBNICATE")).containsExactly("3 BAD Command Error. 12");
      assertThat(client.ask("4 EXAMINE INBOX"))
          .containsExactly("4 BAD Command received in Invalid state.");
      assertThat(client.ask("5 STARTTLS")).containsExactly("5 BAD Command Error. 12");
      assertThat(client.ask("6 AUTHENTICATE XOAUTH2 " + RawImap.xoauth2(USER, token()))).hasSize(1);
      assertThat(client.ask("7 NAMESPACE")).contains("7 OK NAMESPACE completed.");
      assertThat(client.ask("8 LIST \"\" \"*\"")).contains("8 OK LIST completed.");
      assertThat(client.ask("9 SELECT \"inbox\"")).contains("9 OK [READ-WRITE] SELECT completed.");
      assertThat(client.ask("10 EXAMINE Nowhere").getLast()).startsWith("10 NO ");
    }
  }

  @Test
  void tokensAreTakenAfterAContinuationToo() throws IOException {
    try (RawImap client = greeted()) {
      client.say("A1 AUTHENTICATE XOAUTH2");
      assertThat(client.line()).startsWith("+");
      client.say(RawImap.xoauth2(USER, token()));
      assertThat(client.line()).isEqualTo("A1 OK AUTHENTICATE completed.");
    }
  }

  @Test
  void refusesTokensThatAreUnknownExpiredOrForAnotherService() throws IOException {
    String expired = TOKENS.issue("client", TokenAuthority.OUTLOOK, Duration.ofMillis(-1));
    String graph = TOKENS.issue("client", TokenAuthority.GRAPH, Duration.ofMinutes(5));
    for (String token : List.of("made-up", expired, graph)) {
      try (RawImap client = greeted()) {
        assertThat(client.ask("A1 AUTHENTICATE XOAUTH2 " + RawImap.xoauth2(USER, token)))
            .as(token)
            .containsExactly("A1 NO AUTHENTICATE failed.");
      }
    }
    try (RawImap client = greeted()) {
      String nobody = RawImap.xoauth2("nobody@contoso.example", token());
      assertThat(client.ask("A1 AUTHENTICATE XOAUTH2 " + nobody))
          .containsExactly("A1 NO AUTHENTICATE failed.");
      assertThat(client.ask("A2 AUTHENTICATE XOAUTH2 bm90IHhvYXV0aDI="))
          .containsExactly("A2 NO AUTHENTICATE failed.");
    }
  }

  @Test
  void passwordsOpenOnlyMailboxesThatHaveOne() throws IOException {
    try (RawImap client = greeted()) {
      assertThat(client.ask("A1 LOGIN canary wrong")).containsExactly("A1 NO LOGIN failed.");
      assertThat(client.ask("A2 LOGIN " + USER + " secret")).containsExactly("A2 NO LOGIN failed.");
      assertThat(client.ask("A3 LOGIN \"canary\" \"pass \\\"word\\\"\""))
          .containsExactly("A3 OK LOGIN completed.");
    }
    try (RawImap client = greeted()) {
      client.say("A1 LOGIN {6}");
      assertThat(client.line()).startsWith("+");
      client.say("canary {11+}\r\npass \"word\"");
      assertThat(client.line()).isEqualTo("A1 OK LOGIN completed.");
    }
    try (RawImap client = greeted()) {
      String plain = RawImap.base64("\0canary\0pass \"word\"");
      assertThat(client.ask("A1 AUTHENTICATE PLAIN " + plain))
          .containsExactly("A1 OK AUTHENTICATE completed.");
    }
  }

  @Test
  void theLogTellsEverythingButCredentials() throws IOException {
    String token = token();
    try (RawImap client = greeted()) {
      var _ = client.ask("A1 AUTHENTICATE XOAUTH2 " + RawImap.xoauth2(USER, token));
      var _ = client.ask("A2 LOGIN canary hunter2");
    }
    assertThat(server.log())
        .anyMatch(line -> line.endsWith("C: A1 AUTHENTICATE XOAUTH2 ****"))
        .anyMatch(line -> line.endsWith("S: A1 OK AUTHENTICATE completed."))
        .noneMatch(line -> line.contains(token) || line.contains("hunter2"))
        .noneMatch(line -> line.contains(RawImap.xoauth2(USER, token)));
  }

  @Test
  void startTlsComesBeforeAuthentication() throws IOException {
    try (ExchangeImapServer plain =
            ExchangeImapServer.startPlain(certificates.serverContext(), TOKENS);
        RawImap client = RawImap.plain(plain.port())) {
      plain.addMailbox(USER);
      assertThat(plain.url().getScheme()).isEqualTo("imap");
      assertThat(client.line()).startsWith("* OK ");
      assertThat(client.ask("A1 CAPABILITY").getFirst()).contains("STARTTLS", "LOGINDISABLED");
      assertThat(client.ask("A2 LOGIN a b"))
          .containsExactly("A2 BAD Command received in Invalid state.");
      assertThat(client.ask("A3 STARTTLS")).containsExactly("A3 OK Begin TLS negotiation now.");
      client.upgrade(certificates.clientContext());
      assertThat(client.ask("A4 CAPABILITY").getFirst()).contains("AUTH=XOAUTH2");
      assertThat(client.ask("A5 AUTHENTICATE XOAUTH2 " + RawImap.xoauth2(USER, token())))
          .containsExactly("A5 OK AUTHENTICATE completed.");
    }
  }

  @Test
  void countsWhoWasInside() throws IOException {
    server.addMailbox("counted@contoso.example");
    try (RawImap one = greeted();
        RawImap two = greeted()) {
      String credentials = RawImap.xoauth2("counted@contoso.example", token());
      var _ = one.ask("A1 AUTHENTICATE XOAUTH2 " + credentials);
      var _ = two.ask("A1 AUTHENTICATE XOAUTH2 " + credentials);
    }
    assertThat(server.authentications("Counted@contoso.example")).isEqualTo(2);
    assertThat(server.peakSessions("counted@contoso.example")).isEqualTo(2);
  }
}
