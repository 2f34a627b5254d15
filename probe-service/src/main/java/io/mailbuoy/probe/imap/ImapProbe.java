package io.mailbuoy.probe.imap;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.probe.wire.Wire;
import java.io.IOException;
import java.time.Duration;

/// Opens a mailbox the way mail clients do, and looks at its inbox without changing anything: a
/// login that is accepted proves nothing with Exchange, only the inbox does.
public final class ImapProbe implements Probe {
  private static final String INBOX = "INBOX";

  /// The mailbox has worked by then; nobody waits for a goodbye.
  private static final int GOODBYE_MILLIS = 2_000;

  private final Network network;
  private final Endpoint endpoint;
  private final Security security;
  private final TlsClient tls;
  private final Credentials credentials;
  private final Duration timeout;
  private final ServerAnswers answers;

  public ImapProbe(
      Network network,
      Endpoint endpoint,
      Security security,
      TlsClient tls,
      Credentials credentials,
      Duration timeout,
      ServerAnswers answers) {
    this.network = network;
    this.endpoint = endpoint;
    this.security = security;
    this.tls = tls;
    this.credentials = credentials;
    this.timeout = timeout;
    this.answers = answers;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws IOException, FaultException {
    Login login = Login.prepare(credentials, endpoint, attempt);
    try (Wire wire = attempt.connect(endpoint)) {
      if (security == Security.IMPLICIT) {
        wire.secure(tls);
      }
      ImapDialogue imap = greeted(attempt, wire);
      if (security == Security.STARTTLS) {
        imap = upgraded(attempt, wire, imap);
      }
      capability(attempt, imap);
      enter(attempt, imap, login);
      leave(attempt, wire, imap);
    }
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
  private void capability(Attempt attempt, ImapDialogue imap) throws IOException, FaultException {
    attempt.begin(Phase.CAPABILITY);
    if (!imap.introduced() || credentials instanceof Credentials.None) {
      imap.say(Phase.CAPABILITY, imap::capability);
    }
  }

  private static void enter(Attempt attempt, ImapDialogue imap, Login login)
      throws IOException, FaultException {
    if (login instanceof Login.None) {
      return;
    }
    attempt.begin(Phase.AUTHENTICATE);
    imap.enter(login);
    attempt.begin(Phase.EXAMINE);
    imap.say(Phase.EXAMINE, () -> imap.examine(INBOX));
  }

  private static void leave(Attempt attempt, Wire wire, ImapDialogue imap) throws IOException {
    attempt.begin(Phase.LOGOUT);
    wire.patience(GOODBYE_MILLIS);
    try {
      imap.leave();
    } catch (IOException e) {
      // The phase's time shows it. What the mailbox is for has worked.
      return;
    }
  }
}
