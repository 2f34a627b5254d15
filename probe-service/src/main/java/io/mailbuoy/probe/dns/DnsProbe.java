package io.mailbuoy.probe.dns;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Deadline;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks a name up. `dns://server/name?type=A` asks that server, as in [RFC
/// 4501](https://www.rfc-editor.org/rfc/rfc4501); `dns://name` asks the system for an address.
///
/// One probe asks one server, which stands in `server.address`: whether a name is gone or a server
/// does not know it is for the reader of several results to tell.
public final class DnsProbe implements Probe {
  /// A datagram may get lost; it is sent again until the time is over.
  private static final int AGAIN_MILLIS = 2_000;

  private static final Pattern TYPE =
      Pattern.compile("(?:^|[;&])type=([^;&]*)", Pattern.CASE_INSENSITIVE);

  private final Network network;
  private final Endpoint endpoint;
  private final String name;
  private final DnsQuestion.Type type;
  private final Duration timeout;

  /// @throws IllegalArgumentException where the URL asks for what is no name or no known type
  public DnsProbe(Network network, URI url, Duration timeout) {
    this.network = network;
    this.endpoint = Endpoint.of(url);
    this.name = url.getPath() == null ? "" : url.getPath().replaceFirst("^/", "");
    this.type = type(url);
    this.timeout = timeout;
    if (!name.isEmpty()) {
      DnsQuestion _ = DnsQuestion.about(name, type);
    }
  }

  private static DnsQuestion.Type type(URI url) {
    Matcher asked = TYPE.matcher(url.getQuery() == null ? "" : url.getQuery());
    String word = asked.find() ? asked.group(1).toUpperCase(Locale.ROOT) : "A";
    return Arrays.stream(DnsQuestion.Type.values())
        .filter(each -> each.name().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "its URL asks for the type "
                    + word
                    + ", which is none of "
                    + Arrays.stream(DnsQuestion.Type.values())
                        .map(Enum::name)
                        .collect(Collectors.joining(", "))));
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws FaultException {
    attempt.begin(Phase.DNS);
    InetAddress address = network.names().resolve(endpoint.host(), attempt.deadline());
    if (name.isEmpty()) {
      return;
    }
    InetSocketAddress server = new InetSocketAddress(address, endpoint.port());
    attempt.address(server);
    DnsQuestion question = DnsQuestion.about(name, type);
    switch (ask(attempt.deadline(), server, question)) {
      case DnsQuestion.Answer.Found _ -> {}
      case DnsQuestion.Answer.Refused(String reason) -> throw failure(reason);
      case DnsQuestion.Answer.Truncated _ -> askAgain(attempt.deadline(), server, question);
      case DnsQuestion.Answer.Foreign _ -> throw failure(null);
    }
  }

  /// The first answer to the question, or a foreign one where there is none in time.
  private static DnsQuestion.Answer ask(
      Deadline deadline, InetSocketAddress server, DnsQuestion question) throws FaultException {
    byte[] buffer = new byte[DnsQuestion.LONGEST_ANSWER];
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(server);
      while (!deadline.expired()) {
        socket.send(new DatagramPacket(question.bytes(), question.bytes().length));
        long sent = System.nanoTime();
        while (waited(sent) < AGAIN_MILLIS && !deadline.expired()) {
          int patience = (int) Math.max(1, AGAIN_MILLIS - waited(sent));
          socket.setSoTimeout(Math.min(patience, deadline.remainingMillis()));
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          try {
            socket.receive(packet);
          } catch (SocketTimeoutException lost) {
            break;
          }
          DnsQuestion.Answer answer = question.read(packet.getData(), packet.getLength());
          if (!(answer instanceof DnsQuestion.Answer.Foreign)) {
            return answer;
          }
        }
      }
    } catch (IOException e) {
      // Nobody listens there, or there is no way there: either way the name server does not answer.
      throw failure(null);
    }
    return new DnsQuestion.Answer.Foreign();
  }

  private static long waited(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }

  /// Over TCP, for an answer that fits into no datagram: [RFC
  /// 7766](https://www.rfc-editor.org/rfc/rfc7766).
  private static void askAgain(Deadline deadline, InetSocketAddress server, DnsQuestion question)
      throws FaultException {
    try (Socket socket = new Socket()) {
      deadline.guard(socket);
      socket.connect(server, deadline.remainingMillis());
      socket.setSoTimeout(deadline.remainingMillis());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      byte[] message = new byte[question.bytes().length + 2];
      message[0] = (byte) (question.bytes().length >> 8);
      message[1] = (byte) question.bytes().length;
      System.arraycopy(question.bytes(), 0, message, 2, question.bytes().length);
      out.write(message);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      switch (question.read(answer, answer.length)) {
        case DnsQuestion.Answer.Found _ -> {}
        case DnsQuestion.Answer.Refused(String reason) -> throw failure(reason);
        case DnsQuestion.Answer.Truncated _, DnsQuestion.Answer.Foreign _ -> throw failure(null);
      }
    } catch (IOException e) {
      // Whatever happens to the connection, the name server does not answer.
      throw failure(null);
    }
  }

  private static FaultException failure(@Nullable String reason) {
    return new FaultException(Fault.passing(FailureKind.DNS_FAILURE, reason));
  }
}
