package io.mailbuoy.probe.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.login.SaslExchange;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said, word for word, and what is understood of strange answers.
class ImapDialogueTest {
  private static final String WITH_IR = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi";
  private static final String WITHOUT_IR = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi";
  private static final String REASON = base64("{\"status\":\"400\",\"schemes\":\"Bearer\"}");
  private static final Login XOAUTH2 = sasl("XOAUTH2", "");
  private static final Login OAUTHBEARER = sasl("OAUTHBEARER", "AQ==");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void the_message_goes_with_the_command_where_the_server_takes_it_so() throws Exception {
    entered(XOAUTH2, WITH_IR, "A0 OK in");
    assertThat(lines()).containsExactly("A0 AUTHENTICATE XOAUTH2 " + base64("message"));
  }

  @Test
  void otherwise_it_waits_to_be_asked_for() throws Exception {
    entered(XOAUTH2, WITHOUT_IR, "+ ", "A0 OK in");
    assertThat(lines()).containsExactly("A0 AUTHENTICATE XOAUTH2", base64("message"));
  }

  @Test
  void a_server_that_asks_all_the_same_is_told_once_more() throws Exception {
    entered(XOAUTH2, WITH_IR, "+ go ahead", "A0 OK in");
    assertThat(lines())
        .containsExactly("A0 AUTHENTICATE XOAUTH2 " + base64("message"), base64("message"));
  }

  @Test
  void a_reason_is_acknowledged_as_the_mechanism_wants_it_and_kept() {
    Fault first = refused(XOAUTH2, WITH_IR, "+ " + REASON, "A0 NO AUTHENTICATE failed.");
    assertThat(lines()).containsExactly("A0 AUTHENTICATE XOAUTH2 " + base64("message"), "");
    assertThat(first.kind()).isEqualTo(FailureKind.AUTH_REJECTED);
    assertThat(first.serverText())
        .isEqualTo("NO AUTHENTICATE failed. {\"status\":\"400\",\"schemes\":\"Bearer\"}");
  }

  @Test
  void a_reason_makes_a_refusal_of_words_that_nobody_knows() {
    Fault fault = refused(OAUTHBEARER, WITHOUT_IR, "+", "+ " + REASON, "A0 NO the tide is out");
    assertThat(lines()).containsExactly("A0 AUTHENTICATE OAUTHBEARER", base64("message"), "AQ==");
    assertThat(fault.kind()).isEqualTo(FailureKind.AUTH_REJECTED);
    assertThat(fault.serverText()).startsWith("NO the tide is out {\"status\"");
  }

  @Test
  void a_server_that_never_stops_asking_is_told_to_stop() {
    Fault fault =
        refused(XOAUTH2, WITH_IR, "+ " + REASON, "+ " + REASON, "+ x", "A0 BAD cancelled");
    assertThat(lines()).last().isEqualTo("*");
    assertThat(fault.kind()).isEqualTo(FailureKind.AUTH_REJECTED);
  }

  @Test
  void a_goodbye_in_the_middle_is_told_with_the_line_before_it() {
    assertThat(refused(XOAUTH2, WITH_IR, "* BYE Connection closed. 14").serverText())
        .isEqualTo("BYE Connection closed. 14");
    assertThat(
            refused(
                    XOAUTH2,
                    WITH_IR,
                    "* NO Server Unavailable. 15",
                    "* 3 EXISTS",
                    "* BYE Connection closed. 14")
                .kind())
        .isEqualTo(FailureKind.SERVER_UNAVAILABLE);
  }

  @Test
  void plain_holds_user_and_password_and_what_comes_between_does_not_matter() throws Exception {
    Login plain = new Login.Password("anna", new Secret("geheim"), Credentials.Way.PLAIN);
    entered(plain, WITH_IR, "* OK [ALERT] mind the step", "* 7 EXISTS", "B9 NO me", "A0 OK in");
    assertThat(lines()).containsExactly("A0 AUTHENTICATE PLAIN " + base64("\0anna\0geheim"));
  }

  @Test
  void a_literal_in_an_answer_is_read_as_one() throws Exception {
    ImapDialogue imap =
        dialogue(
            WITH_IR, "* LIST () \"/\" {11}", "A0 NO INBOX", "* 3 EXISTS", "A0 OK [READ-ONLY] done");
    imap.greeting();
    imap.say(Phase.EXAMINE, () -> imap.examine("INBOX"));
    assertThat(lines()).containsExactly("A0 EXAMINE INBOX");
  }

  @Test
  void a_server_that_hangs_up_has_broken_the_connection() throws Exception {
    ImapDialogue imap = dialogue(WITH_IR);
    imap.greeting();
    assertThat(catchThrowableOfType(IOException.class, () -> imap.enter(XOAUTH2))).isNotNull();
  }

  private void entered(Login login, String... answers) throws IOException, FaultException {
    ImapDialogue imap = dialogue(answers);
    imap.greeting();
    imap.enter(login);
  }

  private Fault refused(Login login, String... answers) {
    FaultException refused =
        catchThrowableOfType(FaultException.class, () -> entered(login, answers));
    assertThat(refused).isNotNull();
    return refused.fault();
  }

  private ImapDialogue dialogue(String... answers) throws IOException {
    String all = String.join("\r\n", answers) + "\r\n";
    return new ImapDialogue(
        new ByteArrayInputStream(all.getBytes(StandardCharsets.ISO_8859_1)),
        said,
        ServerAnswers.load());
  }

  private List<String> lines() {
    return said.toString(StandardCharsets.ISO_8859_1).lines().toList();
  }

  private static Login sasl(String mechanism, String acknowledgement) {
    return new Login.Sasl(new SaslExchange(mechanism, new Secret("message"), acknowledgement));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
