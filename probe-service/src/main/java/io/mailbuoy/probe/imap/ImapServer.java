package io.mailbuoy.probe.imap;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.probe.wire.Wire;
import java.io.IOException;

/// An IMAP server, and how it is talked to.
public record ImapServer(
    Endpoint endpoint, Security security, TlsClient tls, ServerAnswers answers) {
  /// Greets the server, over TLS unless the configuration says otherwise, as phases of the attempt.
  ImapDialogue introduced(Attempt attempt, Wire wire, Login login)
      throws IOException, FaultException {
    if (security == Security.IMPLICIT) {
      wire.secure(tls);
    }
    ImapDialogue imap = greeted(attempt, wire);
    if (security == Security.STARTTLS) {
      imap = upgraded(attempt, wire, imap);
    }
    capability(attempt, imap, login);
    return imap;
  }

  private ImapDialogue greeted(Attempt attempt, Wire wire) throws IOException, FaultException {
    attempt.begin(Phase.GREETING);
    ImapDialogue imap = new ImapDialogue(wire.in(), wire.out(), answers);
    String greeting = imap.greeting();
    attempt.greeting(greeting);
    FrontEnd.of(greeting).ifPresent(attempt::frontEnd);
    return imap;
  }

  /// What the server has said before TLS counts for nothing afterwards, so the dialogue begins
  /// anew.
  private ImapDialogue upgraded(Attempt attempt, Wire wire, ImapDialogue plain)
      throws IOException, FaultException {
    attempt.begin(Phase.TLS);
    try {
      plain.say(Phase.TLS, () -> plain.simpleCommand("STARTTLS", null));
    } catch (FaultException e) {
      throw new FaultException(notSecured(e.fault()));
    }
    wire.secureNow(tls);
    return new ImapDialogue(wire.in(), wire.out(), answers);
  }

  /// A server in trouble may become well again; one that cannot do TLS has to be mended.
  private static Fault notSecured(Fault fault) {
    return switch (fault.kind()) {
      case SERVER_UNAVAILABLE, THROTTLED, DISCONNECTED -> fault;
      default -> Fault.lasting(FailureKind.TLS_FAILURE, fault.serverText());
    };
  }

  /// Nothing is asked that the greeting has answered.
  private static void capability(Attempt attempt, ImapDialogue imap, Login login)
      throws IOException, FaultException {
    attempt.begin(Phase.CAPABILITY);
    if (!imap.introduced() || login instanceof Login.None) {
      imap.say(Phase.CAPABILITY, imap::capability);
    }
  }
}
