package io.mailbuoy.probe.http;

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
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks for a web page, and takes every answer below 400 for a working service: a redirect to a
/// login page is one. It speaks HTTP itself, because only so every phase can be timed, and no
/// connection is kept from the last time.
public final class HttpProbe implements Probe {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
  private static final int FIRST_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY = 429;

  private final Network network;
  private final URI url;
  private final Optional<TlsClient> tls;
  private final Duration timeout;

  /// @param tls for `https`; absent for `http`
  public HttpProbe(Network network, URI url, Optional<TlsClient> tls, Duration timeout) {
    this.network = network;
    this.url = url;
    this.tls = tls;
    this.timeout = timeout;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws IOException, FaultException {
    try (Wire wire = attempt.connect(Endpoint.of(url))) {
      if (tls.isPresent()) {
        wire.secure(tls.get());
      }
      attempt.begin(Phase.REQUEST);
      Lines lines = Lines.of(wire);
      lines.say(request());
      String answer = lines.read();
      Matcher status = STATUS.matcher(answer);
      if (!status.matches()) {
        throw new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, answer));
      }
      int code = Integer.parseInt(status.group(1));
      if (code >= FIRST_ERROR) {
        throw new FaultException(refusal(code, answer));
      }
      while (!lines.read().isEmpty()) {
        // The head is the answer; what the page shows is nobody's business.
      }
    }
  }

  private String request() {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String authority = url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    return String.join(
        "\r\n",
        "GET " + path + query + " HTTP/1.1",
        "Host: " + authority,
        "User-Agent: mailbuoy",
        "Accept: */*",
        "Connection: close",
        "");
  }

  private static Fault refusal(int code, String answer) {
    if (code == TOO_MANY) {
      return Fault.throttled(answer, Optional.empty());
    }
    return code >= FIRST_SERVER_ERROR || code == REQUEST_TIMEOUT
        ? Fault.passing(FailureKind.HTTP_ERROR, answer)
        : Fault.lasting(FailureKind.HTTP_ERROR, answer);
  }
}
