package io.mailbuoy.probe.mail;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.login.SaslExchange;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Lines;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.probe.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jboss.logging.Logger;

/// A conversation with a mail server, step by step, each step in its phase of the attempt.
public final class SmtpDialogue implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SmtpDialogue.class);
  private static final String HELLO = "EHLO mailbuoy.invalid";
  private static final int CODE = 3;

  /// What the connection is for has worked by then; nobody waits for a goodbye.
  private static final int GOODBYE_MILLIS = 2_000;

  private final Attempt attempt;
  private final Wire wire;
  private final Answers answers;
  private Lines lines;
  private SmtpReply hello = new SmtpReply(List.of(""));

  private SmtpDialogue(Attempt attempt, Wire wire, Answers answers, Lines lines) {
    this.attempt = attempt;
    this.wire = wire;
    this.answers = answers;
    this.lines = lines;
  }

  /// A server, and how it is talked to.
  public record Server(Endpoint endpoint, Security security, TlsClient tls, Answers answers) {}

  /// Connects, greets, and goes over to TLS where that is asked for.
  public static SmtpDialogue open(Attempt attempt, Server server)
      throws IOException, FaultException {
    Wire wire = attempt.connect(server.endpoint());
    try {
      if (server.security() == Security.IMPLICIT) {
        wire.secure(server.tls());
      }
      attempt.begin(Phase.GREETING);
      SmtpDialogue dialogue = new SmtpDialogue(attempt, wire, server.answers(), Lines.of(wire));
      attempt.greeting(dialogue.expect(Phase.GREETING, "220").first());
      dialogue.greet();
      if (server.security() == Security.STARTTLS) {
        dialogue.upgrade(server.tls());
        dialogue.greet();
      }
      return dialogue;
    } catch (IOException | FaultException | RuntimeException e) {
      wire.close();
      throw e;
    }
  }

  private void greet() throws IOException, FaultException {
    attempt.begin(Phase.CAPABILITY);
    hello = ask(Phase.CAPABILITY, HELLO, "250");
  }

  private void upgrade(TlsClient tls) throws IOException, FaultException {
    attempt.begin(Phase.TLS);
    lines.say("STARTTLS");
    SmtpReply reply = reply();
    if (!reply.is("220")) {
      throw new FaultException(Fault.lasting(FailureKind.TLS_FAILURE, reply.first()));
    }
    wire.secureNow(tls);
    // What was said before TLS counts for nothing afterwards.
    lines = Lines.of(wire);
  }

  /// Logs in, as the credentials want it and the server can.
  public void enter(Login login) throws IOException, FaultException {
    if (login instanceof Login.None) {
      return;
    }
    attempt.begin(Phase.AUTHENTICATE);
    switch (login) {
      case Login.None _ -> {}
      case Login.Sasl(SaslExchange exchange) -> authenticate(exchange);
      case Login.Password password when byLogin(password) -> {
        ask(Phase.AUTHENTICATE, "AUTH LOGIN", "334");
        ask(Phase.AUTHENTICATE, base64(password.user()), "334");
        ask(Phase.AUTHENTICATE, base64(password.password().reveal()), "235");
      }
      // Also where nothing is offered: the server's refusal says more than our own.
      case Login.Password password -> authenticate(password.plain());
    }
  }

  private boolean byLogin(Login.Password login) {
    List<String> offered = hello.extension("AUTH").orElse(List.of());
    return switch (login.way()) {
      case PLAIN -> false;
      case LOGIN -> true;
      case BEST -> !offered.contains("PLAIN") && offered.contains("LOGIN");
    };
  }

  private void authenticate(SaslExchange exchange) throws IOException, FaultException {
    lines.say("AUTH " + exchange.mechanism() + " " + exchange.encoded());
    SmtpReply reply = reply();
    String reason = "";
    if (reply.is("334")) {
      // A mechanism tells its reason in a challenge, and its refusal after an answer.
      reason =
          SaslExchange.reason(reply.first().substring(CODE)).map(told -> " " + told).orElse("");
      lines.say(exchange.acknowledgement());
      reply = reply();
    }
    if (!reply.is("235")) {
      throw new FaultException(answers.meaning(Phase.AUTHENTICATE, reply.first() + reason));
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Says a command and demands an answer.
  ///
  /// @param expected the digits with which the answer must begin
  public SmtpReply ask(Phase phase, String command, String expected)
      throws IOException, FaultException {
    lines.say(command);
    return expect(phase, expected);
  }

  private SmtpReply expect(Phase phase, String expected) throws IOException, FaultException {
    SmtpReply reply = reply();
    if (!reply.is(expected)) {
      throw new FaultException(answers.meaning(phase, reply.first()));
    }
    return reply;
  }

  private SmtpReply reply() throws IOException, FaultException {
    return SmtpReply.read(lines);
  }

  /// Hands in a message.
  ///
  /// @param message its lines, without their ends
  public void submit(String from, String to, List<String> message)
      throws IOException, FaultException {
    attempt.begin(Phase.SUBMIT);
    ask(Phase.SUBMIT, "MAIL FROM:<" + from + ">", "250");
    ask(Phase.SUBMIT, "RCPT TO:<" + to + ">", "25");
    ask(Phase.SUBMIT, "DATA", "354");
    StringBuilder text = new StringBuilder();
    for (String line : message) {
      text.append(line.startsWith(".") ? "." : "").append(line).append("\r\n");
    }
    ask(Phase.SUBMIT, text.append('.').toString(), "250");
  }

  /// Says goodbye without waiting for an answer and without a phase of its own.
  public void turnAway() {
    try {
      lines.say("QUIT");
    } catch (IOException e) {
      LOG.tracef("no goodbye over a broken connection: %s", e);
    }
  }

  /// Says goodbye and does not mind how it is answered.
  public void leave() throws IOException {
    attempt.begin(Phase.LOGOUT);
    wire.patience(GOODBYE_MILLIS);
    try {
      lines.say("QUIT");
      lines.read();
    } catch (IOException | FaultException e) {
      // The phase's time shows it. What the connection is for has worked.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
