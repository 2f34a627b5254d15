package io.mailbuoy.probe.token;

import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.time.Duration;

/// A control: does the identity provider issue a new token to our client? What it gets goes into
/// the cache, so that a change to the client's permissions reaches the mailboxes soon.
public final class TokenProbe implements Probe {
  private final Network network;
  private final Tokens tokens;
  private final Scope scope;
  private final Duration timeout;

  public TokenProbe(Network network, Tokens tokens, Scope scope, Duration timeout) {
    this.network = network;
    this.tokens = tokens;
    this.scope = scope;
    this.timeout = timeout;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws FaultException {
    attempt.begin(Phase.REQUEST);
    switch (tokens.renew(scope, attempt.deadline())) {
      case TokenOutcome.Granted _ -> {}
      case TokenOutcome.Refused(var fault) -> throw new FaultException(fault);
    }
  }
}
