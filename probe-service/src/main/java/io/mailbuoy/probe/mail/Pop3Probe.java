package io.mailbuoy.probe.mail;

import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Lines;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.probe.wire.Wire;
import java.io.IOException;
import java.time.Duration;

/// Hears a POP3 server's greeting, over TLS unless the configuration says otherwise, opens the
/// mailbox where there are credentials, and leaves again. No message is read, marked or deleted.
public final class Pop3Probe implements Probe {
  private final Network network;
  private final Endpoint endpoint;
  private final Security security;
  private final TlsClient tls;
  private final Credentials credentials;
  private final Duration timeout;
  private final Answers answers;

  public Pop3Probe(
      Network network,
      Endpoint endpoint,
      Security security,
      TlsClient tls,
      Credentials credentials,
      Duration timeout,
      Answers answers) {
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
      Pop3Dialogue dialogue = new Pop3Dialogue(attempt, Lines.of(wire), answers);
      dialogue.greeted();
      if (security == Security.STARTTLS) {
        dialogue.demandTls();
        wire.secureNow(tls);
        // What was said before TLS counts for nothing afterwards.
        dialogue = new Pop3Dialogue(attempt, Lines.of(wire), answers);
      }
      dialogue.enter(login);
      dialogue.leave(wire);
    }
  }
}
