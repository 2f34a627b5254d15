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
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.probe.wire.Wire;
import java.io.IOException;
import java.time.Duration;

/// Hears a POP3 server's greeting over TLS and leaves again. Nobody logs in.
public final class Pop3Probe implements Probe {
  private final Network network;
  private final Endpoint endpoint;
  private final TlsClient tls;
  private final Duration timeout;

  public Pop3Probe(Network network, Endpoint endpoint, TlsClient tls, Duration timeout) {
    this.network = network;
    this.endpoint = endpoint;
    this.tls = tls;
    this.timeout = timeout;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws IOException, FaultException {
    try (Wire wire = attempt.connect(endpoint)) {
      wire.secure(tls);
      attempt.begin(Phase.GREETING);
      Lines lines = Lines.of(wire);
      String greeting = lines.read();
      if (!greeting.startsWith("+OK")) {
        // RFC 3206 and RFC 2449: [SYS/TEMP] and [IN-USE] say that it may pass.
        throw new FaultException(
            greeting.startsWith("-ERR")
                ? Fault.passing(
                    greeting.contains("[SYS/")
                        ? FailureKind.SERVER_UNAVAILABLE
                        : FailureKind.UNKNOWN,
                    greeting)
                : Fault.passing(FailureKind.PROTOCOL_ERROR, greeting));
      }
      attempt.greeting(greeting);
      attempt.begin(Phase.LOGOUT);
      lines.say("QUIT");
    }
  }
}
