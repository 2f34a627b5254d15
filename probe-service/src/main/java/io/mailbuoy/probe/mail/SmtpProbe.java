package io.mailbuoy.probe.mail;

import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.io.IOException;
import java.time.Duration;

/// Greets a mail server, over TLS where that is asked for, logs in where there are credentials, and
/// leaves again. Nothing is sent.
public final class SmtpProbe implements Probe {
  private final Network network;
  private final SmtpDialogue.Server server;
  private final Credentials credentials;
  private final Duration timeout;

  public SmtpProbe(
      Network network, SmtpDialogue.Server server, Credentials credentials, Duration timeout) {
    this.network = network;
    this.server = server;
    this.credentials = credentials;
    this.timeout = timeout;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws IOException, FaultException {
    Login login = Login.prepare(credentials, server.endpoint(), attempt);
    try (SmtpDialogue dialogue = SmtpDialogue.open(attempt, server)) {
      dialogue.enter(login);
      dialogue.leave();
    }
  }
}
