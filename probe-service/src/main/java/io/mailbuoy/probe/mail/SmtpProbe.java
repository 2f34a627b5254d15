package io.mailbuoy.probe.mail;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Lines;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.probe.wire.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;

/// Greets a mail server and leaves again, over TLS where that is asked for. Nothing is sent and
/// nobody logs in.
public final class SmtpProbe implements Probe {
  private static final Pattern REPLY = Pattern.compile("\\d{3}([ -].*)?");
  private static final String HELLO = "EHLO mailbuoy.invalid";
  private static final int MOST_LINES = 100;

  private final Network network;
  private final Endpoint endpoint;
  private final Security security;
  private final TlsClient tls;
  private final Duration timeout;

  public SmtpProbe(
      Network network, Endpoint endpoint, Security security, TlsClient tls, Duration timeout) {
    this.network = network;
    this.endpoint = endpoint;
    this.security = security;
    this.tls = tls;
    this.timeout = timeout;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws IOException, FaultException {
    try (Wire wire = attempt.connect(endpoint)) {
      if (security == Security.IMPLICIT) {
        wire.secure(tls);
      }
      attempt.begin(Phase.GREETING);
      Lines lines = Lines.of(wire);
      attempt.greeting(answer(lines, "220"));
      attempt.begin(Phase.CAPABILITY);
      ask(lines, HELLO, "250");
      if (security == Security.STARTTLS) {
        lines = upgraded(attempt, wire, lines);
        attempt.begin(Phase.CAPABILITY);
        ask(lines, HELLO, "250");
      }
      attempt.begin(Phase.LOGOUT);
      lines.say("QUIT");
    }
  }

  private Lines upgraded(Attempt attempt, Wire wire, Lines plain)
      throws IOException, FaultException {
    attempt.begin(Phase.TLS);
    plain.say("STARTTLS");
    String answer = reply(plain);
    if (!answer.startsWith("220")) {
      throw new FaultException(Fault.lasting(FailureKind.TLS_FAILURE, answer));
    }
    wire.secureNow(tls);
    return Lines.of(wire);
  }

  private static void ask(Lines lines, String command, String expected)
      throws IOException, FaultException {
    lines.say(command);
    answer(lines, expected);
  }

  private static String answer(Lines lines, String expected) throws IOException, FaultException {
    String reply = reply(lines);
    if (reply.startsWith(expected)) {
      return reply;
    }
    // 4yz: not now, see RFC 5321, section 4.2.1; 421: the service is closing.
    throw new FaultException(
        reply.startsWith("4")
            ? Fault.passing(FailureKind.SERVER_UNAVAILABLE, reply)
            : Fault.passing(FailureKind.UNKNOWN, reply));
  }

  /// The first line of a reply, after its last was read.
  static String reply(Lines lines) throws IOException, FaultException {
    String first = lines.read();
    String line = first;
    for (int i = 0; REPLY.matcher(line).matches(); i++) {
      if (line.length() == 3 || line.charAt(3) == ' ') {
        return first;
      }
      if (i == MOST_LINES) {
        break;
      }
      line = lines.read();
    }
    throw new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, line));
  }
}
