package io.mailbuoy.probe.dns;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/// Looks a name up. `dns://server/name` asks that server, as in [RFC
/// 4501](https://www.rfc-editor.org/rfc/rfc4501); `dns://name` asks the system.
public final class DnsProbe implements Probe {
  /// A datagram may get lost; it is sent again until the time is over.
  private static final int AGAIN_MILLIS = 2_000;

  private final Network network;
  private final URI url;
  private final Duration timeout;

  public DnsProbe(Network network, URI url, Duration timeout) {
    this.network = network;
    this.url = url;
    this.timeout = timeout;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws IOException, FaultException {
    attempt.begin(Phase.DNS);
    Endpoint endpoint = Endpoint.of(url);
    InetAddress address = network.names().resolve(endpoint.host(), attempt.deadline());
    String path = url.getPath();
    if (path != null && path.length() > 1) {
      ask(attempt, new InetSocketAddress(address, endpoint.port()), path.substring(1));
    }
  }

  private static void ask(Attempt attempt, InetSocketAddress server, String name)
      throws IOException, FaultException {
    DnsQuestion question = DnsQuestion.about(name);
    byte[] buffer = new byte[DnsQuestion.LONGEST_ANSWER];
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      while (!attempt.deadline().expired()) {
        socket.send(new DatagramPacket(question.bytes(), question.bytes().length));
        socket.setSoTimeout(Math.min(AGAIN_MILLIS, attempt.deadline().remainingMillis()));
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
          socket.receive(packet);
        } catch (SocketTimeoutException lost) {
          continue;
        }
        switch (question.read(packet.getData(), packet.getLength())) {
          case DnsQuestion.Answer.Found _ -> {
            return;
          }
          case DnsQuestion.Answer.Refused(String reason) ->
              throw new FaultException(Fault.passing(FailureKind.DNS_FAILURE, reason));
          case DnsQuestion.Answer.Foreign _ -> {}
        }
      }
    }
    throw new FaultException(Fault.passing(FailureKind.DNS_FAILURE, null));
  }
}
