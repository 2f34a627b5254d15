package io.mailbuoy.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.standalone.Said;
import io.mailbuoy.testbed.ExchangeImapServer;
import io.mailbuoy.testbed.ImapFault;
import io.mailbuoy.testbed.TestCertificates;
import io.mailbuoy.testbed.TokenAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
  private static final String USER = "canary";
  private static final String PASSWORD = "a-p4ss$word \"with\" 'everything'";

  private static TestCertificates certificates;
  private static ExchangeImapServer server;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    certificates = TestCertificates.create();
    server = ExchangeImapServer.start(certificates.serverContext(), new TokenAuthority());
    server.addMailbox(USER, PASSWORD);
  }

  @AfterAll
  static void stop() {
    server.close();
    certificates.close();
  }

  @BeforeEach
  void noFault() {
    server.faults().clear();
  }

  @Test
  void a_healthy_url_is_shown_phase_by_phase_and_exits_0() {
    Said said = url("--user", USER, "--password", PASSWORD);

    assertThat(said.exitCode()).as(said.toString()).isZero();
    assertThat(said.out())
        .containsSubsequence(
            server.url().toString(), "connect", "tls", "greeting", "authenticate", "examine")
        .contains("healthy")
        .doesNotContain(PASSWORD);
    assertThat(said.err()).isEmpty();
  }

  @Test
  void a_refused_login_exits_1_with_the_server_s_words() {
    Said said = url("--user", USER, "--password", "wrong");

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.out()).contains("failing").contains("auth-rejected").contains("failed  ");
  }

  @Test
  void json_is_the_result_event_and_nothing_else() throws IOException {
    server.faults().set(new ImapFault.Refuse(1.0));

    Said said = url("--user", USER, "--password", PASSWORD, "--json");

    assertThat(said.exitCode()).isEqualTo(1);
    ProbeResult result = Json.mapper().readValue(said.out(), ProbeResult.class);
    assertThat(result.outcome().is(Outcome.FAILURE)).isTrue();
    assertThat(result.failure())
        .satisfies(failure -> assertThat(failure.kind().is(FailureKind.AUTH_REJECTED)).isTrue());
    assertThat(said.out()).doesNotContain(PASSWORD);
  }

  @Test
  void a_target_is_checked_by_its_id() throws IOException {
    Path file = configuration();

    Said said = Said.by("check", "inbox", "-c", file.toString());

    assertThat(said.exitCode()).as(said.toString()).isZero();
    assertThat(said.out()).contains("inbox").contains(USER).contains("healthy");
  }

  @Test
  void an_unknown_id_is_unusable_and_the_known_ones_are_named() throws IOException {
    Said said = Said.by("check", "inbx", "-c", configuration().toString());

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).contains("'inbx'").contains("there are inbox");
  }

  @Test
  void nothing_that_listens_is_a_failure_and_no_unusable_argument() {
    Said said = Said.by("check", "imaps://127.0.0.1:1", "--timeout", "2s");

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.out()).contains("connect-refused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gopher://example.org                          | gopher
          imaps://me:secret@example.org                 | user
          imaps://example.org --user me                 | --password-env
          imaps://example.org --timeout soon            | 'soon'
          imaps://example.org --trust /no/such.pem      | /no/such.pem
          imaps://example.org --password-env NO_SUCH_ONE | NO_SUCH_ONE
          inbox --user me                               | are for a URL
          """)
  void what_cannot_be_used_exits_2_and_is_named(String arguments, String named) {
    Said said = Said.by(("check " + arguments).split(" "));

    assertThat(said.exitCode()).as(said.toString()).isEqualTo(2);
    assertThat(said.err()).contains(named).doesNotContain("secret");
    assertThat(said.out()).isEmpty();
  }

  private static Said url(String... options) {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "check";
    arguments[1] = server.url().toString();
    arguments[2] = "--trust";
    arguments[3] = certificates.caPem().toString();
    System.arraycopy(options, 0, arguments, 4, options.length);
    return Said.by(arguments);
  }

  private Path configuration() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    return Files.writeString(
        folder.resolve("mailbuoy.yaml"),
        """
        mailbuoy:
          targets:
            - {id: inbox, service: own-mail, url: "%s", user: %s, password: "${file:%s}", tls: {trust: "%s"}}
        """
            .formatted(server.url(), USER, password, certificates.caPem()));
  }
}
