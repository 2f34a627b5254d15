package io.mailbuoy.probe.imap;

import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Endpoint;
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
  private final ImapServer server;
  private final Credentials credentials;
  private final Duration timeout;

  public ImapProbe(
      Network network,
      Endpoint endpoint,
      Security security,
      TlsClient tls,
      Credentials credentials,
      Duration timeout,
      ServerAnswers answers) {
    this.network = network;
    this.server = new ImapServer(endpoint, security, tls, answers);
    this.credentials = credentials;
    this.timeout = timeout;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws IOException, FaultException {
    Login login = Login.prepare(credentials, server.endpoint(), attempt);
    try (Wire wire = attempt.connect(server.endpoint())) {
      ImapDialogue imap = server.introduced(attempt, wire, login);
      enter(attempt, imap, login);
      leave(attempt, wire, imap);
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
