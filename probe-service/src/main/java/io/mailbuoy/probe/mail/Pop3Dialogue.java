package io.mailbuoy.probe.mail;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Entry;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Lines;
import io.mailbuoy.probe.wire.Wire;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A conversation with a POP3 server, as in [RFC 1939](https://www.rfc-editor.org/rfc/rfc1939).
final class Pop3Dialogue {
  private static final int MOST_LINES = 100;
  private static final int GOODBYE_MILLIS = 2_000;

  private final Attempt attempt;
  private final Lines lines;
  private final Answers answers;

  Pop3Dialogue(Attempt attempt, Lines lines, Answers answers) {
    this.attempt = attempt;
    this.lines = lines;
    this.answers = answers;
  }

  /// Reads the greeting.
  void greeted() throws IOException, FaultException {
    attempt.begin(Phase.GREETING);
    attempt.greeting(ok(Phase.GREETING));
  }

  /// Asks for TLS; the caller brings the connection there.
  void demandTls() throws IOException, FaultException {
    attempt.begin(Phase.TLS);
    lines.say("STLS");
    String answer = lines.read();
    if (!answer.startsWith("+OK")) {
      throw new FaultException(Fault.lasting(FailureKind.TLS_FAILURE, answer));
    }
  }

  /// Logs in, with what the server offers, and opens the mailbox: with Exchange, a login that is
  /// accepted proves nothing.
  void enter(Entry entry) throws IOException, FaultException {
    switch (entry) {
      case Entry.Nobody _ -> {
        return;
      }
      case Entry.Token token -> {
        capabilities();
        attempt.begin(Phase.AUTHENTICATE);
        // In two lines, as Exchange wants it; a token does not fit into a command of RFC 5034.
        sasl("XOAUTH2", token.xoauth2());
      }
      case Entry.Password password -> {
        Map<String, List<String>> offered = capabilities();
        attempt.begin(Phase.AUTHENTICATE);
        boolean plain = offered.getOrDefault("SASL", List.of()).contains("PLAIN");
        if (plain && (!offered.containsKey("USER") || !password.ascii())) {
          sasl("PLAIN", password.plain());
        } else {
          ask("USER " + password.user());
          ask("PASS " + password.password().reveal());
        }
      }
    }
    attempt.begin(Phase.EXAMINE);
    lines.say("STAT");
    ok(Phase.EXAMINE);
  }

  /// What the server can, by name; nothing where it does not know the question.
  private Map<String, List<String>> capabilities() throws IOException, FaultException {
    attempt.begin(Phase.CAPABILITY);
    Map<String, List<String>> offered = new HashMap<>();
    lines.say("CAPA");
    if (!lines.read().startsWith("+OK")) {
      return offered; // RFC 2449 is younger than some servers.
    }
    for (int i = 0; i < MOST_LINES; i++) {
      String line = lines.read();
      if (line.equals(".")) {
        return offered;
      }
      List<String> words = Arrays.asList(line.toUpperCase(Locale.ROOT).split("\\s+"));
      offered.put(words.getFirst(), words.subList(1, words.size()));
    }
    throw new FaultException(
        Fault.passing(FailureKind.PROTOCOL_ERROR, "more than " + MOST_LINES + " lines"));
  }

  private void sasl(String mechanism, String response) throws IOException, FaultException {
    lines.say("AUTH " + mechanism);
    String challenge = lines.read();
    if (!challenge.startsWith("+") || challenge.startsWith("+OK")) {
      throw new FaultException(answers.meaning(Phase.AUTHENTICATE, challenge));
    }
    lines.say(response);
    String answer = lines.read();
    if (answer.equals("+") || answer.startsWith("+ ")) {
      // XOAUTH2 may tell its reason in a challenge, and its refusal after an empty answer.
      lines.say("");
      answer = lines.read();
    }
    demand(Phase.AUTHENTICATE, answer);
  }

  private void ask(String command) throws IOException, FaultException {
    lines.say(command);
    ok(Phase.AUTHENTICATE);
  }

  private String ok(Phase phase) throws IOException, FaultException {
    return demand(phase, lines.read());
  }

  private String demand(Phase phase, String answer) throws FaultException {
    if (answer.startsWith("+OK")) {
      return answer;
    }
    throw new FaultException(
        answer.startsWith("-ERR")
            ? answers.meaning(phase, answer)
            : Fault.passing(FailureKind.PROTOCOL_ERROR, answer));
  }

  /// Says goodbye and does not mind how it is answered. Nothing was marked as deleted, so nothing
  /// is.
  void leave(Wire wire) throws IOException {
    attempt.begin(Phase.LOGOUT);
    wire.patience(GOODBYE_MILLIS);
    try {
      lines.say("QUIT");
      lines.read();
    } catch (IOException | FaultException e) {
      // The phase's time shows it. What the mailbox is for has worked.
      return;
    }
  }
}
