package io.mailbuoy.probe.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.wire.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerAnswersTest {
  private final ServerAnswers answers = ServerAnswers.load();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AUTHENTICATE | NO AUTHENTICATE failed. | AUTH_REJECTED | true
          AUTHENTICATE | NO LOGIN failed. | AUTH_REJECTED | true
          AUTHENTICATE | NO [AUTHENTICATIONFAILED] Authentication failed. | AUTH_REJECTED | false
          AUTHENTICATE | NO [UNAVAILABLE] Temporary authentication failure. | SERVER_UNAVAILABLE | true
          AUTHENTICATE | NO [LIMIT] Maximum number of connections from user+IP exceeded | THROTTLED | false
          AUTHENTICATE | NO [ALERT] Too many simultaneous connections. (Failure) | THROTTLED | false
          AUTHENTICATE | NO [PRIVACYREQUIRED] Plaintext authentication disallowed | AUTH_REJECTED | false
          AUTHENTICATE | NO Invalid user name or password. | AUTH_REJECTED | true
          AUTHENTICATE | NO The tide is out. | UNKNOWN | true
          AUTHENTICATE | NO [NEWCODE] The tide is out. | UNKNOWN | true
          AUTHENTICATE | BAD Something else. 99 | UNKNOWN | true
          AUTHENTICATE | BYE Session invalidated - AccessTokenExpired | AUTH_REJECTED | true
          EXAMINE | BAD User is authenticated but not connected. | AUTH_THEN_UNUSABLE | true
          EXAMINE | NO Server Unavailable. 15 | SERVER_UNAVAILABLE | true
          EXAMINE | NO [NONEXISTENT] Mailbox doesn't exist: INBOX | MAILBOX_ERROR | false
          EXAMINE | NO [INUSE] Mailbox is locked | MAILBOX_ERROR | true
          EXAMINE | NO Mailbox does not exist | MAILBOX_ERROR | false
          EXAMINE | NO The tide is out. | UNKNOWN | true
          EXAMINE | NO [SERVERBUG] Internal error occurred. | SERVER_UNAVAILABLE | true
          CAPABILITY | BAD Command Error. 12 | PROTOCOL_ERROR | false
          GREETING | BYE Connection closed. 14 | DISCONNECTED | true
          EXAMINE | BYE Connection is closed. 13 | DISCONNECTED | true
          EXAMINE | NO [EXPUNGEISSUED] Somebody else has deleted it | MAILBOX_ERROR | true
          EXAMINE | NO [NOPERM] Not yours | MAILBOX_ERROR | false
          EXAMINE | NO [CORRUPTION] The index is damaged | MAILBOX_ERROR | false
          EXAMINE | NO [OVERQUOTA] Full | MAILBOX_ERROR | false
          EXAMINE | NO [CANNOT] Never | MAILBOX_ERROR | false
          AUTHENTICATE | NO [AUTHORIZATIONFAILED] Not for that mailbox | AUTH_REJECTED | false
          AUTHENTICATE | NO [EXPIRED] Choose a new password | AUTH_REJECTED | false
          AUTHENTICATE | BAD [CLIENTBUG] What was that? | PROTOCOL_ERROR | false
          AUTHENTICATE | BAD Request is throttled. Suggested Backoff Time: 89117 milliseconds | THROTTLED | false
          CAPABILITY | NO Service is unavailable | SERVER_UNAVAILABLE | true
          GREETING | BYE [UNAVAILABLE] Try later | SERVER_UNAVAILABLE | true
          """)
  void a_refusal_means_what_is_known_of_it_and_nothing_is_guessed(
      Phase phase, String line, FailureKind kind, boolean retryable) {
    Fault fault = answers.meaning(phase, line);
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.retryable()).isEqualTo(retryable);
    assertThat(fault.serverText()).isEqualTo(line);
  }

  @Test
  void the_file_has_a_version() {
    assertThat(answers.version()).matches("\\d{4}-\\d{2}-\\d{2}");
  }
}
