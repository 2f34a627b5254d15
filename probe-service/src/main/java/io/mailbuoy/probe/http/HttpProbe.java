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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks for a web page, and looks at the status of the answer; a redirect to a login page is one
/// below 400 and is not followed. It speaks HTTP itself, because only so every phase can be timed,
/// and no connection is kept from the last time.
///
/// The phase `request` ends with the answer's first line, so it is the time to first byte; the line
/// stands in `server.greeting`. The page itself is not read.
public final class HttpProbe implements Probe {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
  private static final int FIRST_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int MOST_HEADERS = 200;
  private static final String RETRY_AFTER = "retry-after:";

  private final Network network;
  private final URI url;
  private final Optional<TlsClient> tls;
  private final Expectation expectation;
  private final Duration timeout;
  private final Clock clock;

  /// Which statuses are well.
  public sealed interface Expectation {
    /// All that are no error of HTTP.
    record NoError() implements Expectation {}

    /// These and no others, an error of HTTP included.
    record OneOf(Set<Integer> statuses) implements Expectation {}

    /// @param statuses as they are configured
    static Expectation of(Optional<List<Integer>> statuses) {
      return statuses.<Expectation>map(some -> new OneOf(Set.copyOf(some))).orElse(new NoError());
    }

    /// Whether it is met.
    default boolean met(int status) {
      return switch (this) {
        case NoError _ -> status < FIRST_ERROR;
        case OneOf(var statuses) -> statuses.contains(status);
      };
    }
  }

  /// @param tls for `https`; absent for `http`
  public HttpProbe(
      Network network,
      URI url,
      Optional<TlsClient> tls,
      Expectation expectation,
      Duration timeout,
      Clock clock) {
    this.network = network;
    this.url = url;
    this.tls = tls;
    this.expectation = expectation;
    this.timeout = timeout;
    this.clock = clock;
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
      attempt.answered();
      Matcher status = STATUS.matcher(answer);
      if (!status.matches()) {
        throw new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, answer));
      }
      attempt.greeting(answer);
      int code = Integer.parseInt(status.group(1));
      if (!expectation.met(code)) {
        throw new FaultException(refusal(code, answer, retryAfter(lines)));
      }
      head(lines);
    }
  }

  /// A refusal stands, whether the rest of the head comes or not.
  private Optional<Duration> retryAfter(Lines lines) {
    try {
      return head(lines);
    } catch (IOException | FaultException e) {
      return Optional.empty();
    }
  }

  /// The rest of the head, of which one line may matter.
  private Optional<Duration> head(Lines lines) throws IOException, FaultException {
    Optional<Duration> retryAfter = Optional.empty();
    for (int i = 0; i < MOST_HEADERS; i++) {
      String line = lines.read();
      if (line.isEmpty()) {
        return retryAfter;
      }
      if (line.toLowerCase(Locale.ROOT).startsWith(RETRY_AFTER)) {
        retryAfter =
            Web.retryAfter(line.substring(RETRY_AFTER.length()), clock.instant())
                .filter(Duration::isPositive);
      }
    }
    throw new FaultException(
        Fault.passing(FailureKind.PROTOCOL_ERROR, "more than " + MOST_HEADERS + " header lines"));
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

  private static Fault refusal(int code, String answer, Optional<Duration> retryAfter) {
    if (code == TOO_MANY) {
      return Fault.throttled(answer, retryAfter);
    }
    return code >= FIRST_SERVER_ERROR || code == REQUEST_TIMEOUT
        ? Fault.passing(FailureKind.HTTP_ERROR, answer)
        : Fault.lasting(FailureKind.HTTP_ERROR, answer);
  }
}
