package io.mailbuoy.probe.mail;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.login.SaslExchange;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Lines;
import io.mailbuoy.probe.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  /// Logs in, as the credentials want it and the server can, and opens the mailbox: with Exchange,
  /// a login that is accepted proves nothing.
  void enter(Login login) throws IOException, FaultException {
    if (login instanceof Login.None) {
      return;
    }
    Map<String, List<String>> offered = capabilities();
    attempt.begin(Phase.AUTHENTICATE);
    switch (login) {
      case Login.None _ -> {}
      case Login.Sasl(SaslExchange exchange) -> authenticate(exchange);
      case Login.Password password when byPlain(password, offered) ->
          authenticate(password.plain());
      case Login.Password(var user, var password, var _) -> {
        ask("USER " + user);
        ask("PASS " + password.reveal());
      }
    }
    attempt.begin(Phase.EXAMINE);
    lines.say("STAT");
    ok(Phase.EXAMINE);
  }

  /// USER and PASS are what every server knows, but they speak only ASCII.
  private static boolean byPlain(Login.Password login, Map<String, List<String>> offered) {
    return switch (login.way()) {
      case PLAIN -> true;
      case LOGIN -> false;
      case BEST -> {
        boolean ascii =
            StandardCharsets.US_ASCII
                .newEncoder()
                .canEncode(login.user() + login.password().reveal());
        yield offered.getOrDefault("SASL", List.of()).contains("PLAIN")
            && (!offered.containsKey("USER") || !ascii);
      }
    };
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

  /// In two lines, as Exchange wants it; a token does not fit into one command of RFC 5034.
  private void authenticate(SaslExchange exchange) throws IOException, FaultException {
    lines.say("AUTH " + exchange.mechanism());
    String challenge = lines.read();
    if (!challenge.startsWith("+") || challenge.startsWith("+OK")) {
      throw new FaultException(answers.meaning(Phase.AUTHENTICATE, challenge));
    }
    lines.say(exchange.encoded());
    String answer = lines.read();
    String reason = "";
    if (answer.equals("+") || answer.startsWith("+ ")) {
      // A mechanism tells its reason in a challenge, and its refusal after an answer.
      reason = SaslExchange.reason(answer.substring(1)).map(told -> " " + told).orElse("");
      lines.say(exchange.acknowledgement());
      answer = lines.read();
    }
    demand(Phase.AUTHENTICATE, answer.startsWith("-ERR") ? answer + reason : answer);
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
