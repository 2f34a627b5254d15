package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// One connection to one address of an endpoint. There is no second try and no other address: what
/// is measured is what happened.
public final class Wire implements AutoCloseable {
  private final Endpoint endpoint;
  private final Attempt attempt;
  private final Socket plain;
  private @Nullable TlsConnection secured;

  private Wire(Endpoint endpoint, Attempt attempt, Socket plain) {
    this.endpoint = endpoint;
    this.attempt = attempt;
    this.plain = plain;
  }

  /// Looks up the name and connects, as phases of the attempt.
  static Wire connect(Endpoint endpoint, Attempt attempt, NameResolver names)
      throws IOException, FaultException {
    attempt.begin(Phase.DNS);
    InetAddress address = names.resolve(endpoint.host(), attempt.deadline());
    attempt.begin(Phase.CONNECT);
    attempt.address(new InetSocketAddress(address, endpoint.port()));
    Socket plain = new Socket(Proxy.NO_PROXY);
    // The deadline closes the socket. Time-outs of its own would cost three system calls for each
    // time that it waits.
    attempt.deadline().guard(plain);
    try {
      plain.setTcpNoDelay(true);
      plain.connect(new InetSocketAddress(address, endpoint.port()));
    } catch (IOException e) {
      plain.close();
      throw e;
    }
    return new Wire(endpoint, attempt, plain);
  }

  /// Brings the connection to TLS, as a phase of the attempt.
  public void secure(TlsClient client) throws IOException, FaultException {
    attempt.begin(Phase.TLS);
    secureNow(client);
  }

  /// Brings the connection to TLS in the phase that runs, after a STARTTLS that belongs to it.
  public void secureNow(TlsClient client) throws IOException, FaultException {
    TlsConnection tls = client.over(plain, endpoint.host());
    secured = tls;
    try {
      tls.startHandshake();
    } catch (SSLException e) {
      Optional<UntrustedException> untrusted = UntrustedException.in(e);
      if (untrusted.isEmpty()) {
        throw e;
      }
      X509Certificate[] chain = untrusted.get().chain();
      attempt.tls(
          new Tls(
              null,
              null,
              chain.length == 0 ? null : chain[0].getNotAfter().toInstant(),
              client.certificates().told(chain)));
      throw new FaultException(
          Fault.lasting(FailureKind.CERTIFICATE_INVALID, null)
              .because(Certificates.reason(untrusted.get(), endpoint.host(), Instant.now())));
    }
    attempt.tls(negotiated(tls.getSession(), client.certificates()));
  }

  /// Hangs up after this time at the latest, for a goodbye that nobody waits for.
  public void patience(int millis) {
    attempt.deadline().hurry(Duration.ofMillis(millis));
  }

  /// What the server says, within [BoundedInput]'s limits.
  public InputStream in() throws IOException {
    return new BoundedInput(secured == null ? plain.getInputStream() : secured.in());
  }

  public OutputStream out() throws IOException {
    return secured == null ? plain.getOutputStream() : secured.out();
  }

  private static Tls negotiated(SSLSession session, Certificates certificates) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      @Nullable Instant notAfter =
          chain[0] instanceof X509Certificate leaf ? leaf.getNotAfter().toInstant() : null;
      return new Tls(
          session.getProtocol(), session.getCipherSuite(), notAfter, certificates.told(chain));
    } catch (SSLPeerUnverifiedException e) {
      throw new IllegalStateException("a verified handshake without a certificate", e);
    }
  }

  static String shown(InetAddress address, int port) {
    String host = address.getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /// Hangs up.
  @Override
  public void close() throws IOException {
    try {
      if (secured != null) {
        secured.close();
      }
    } finally {
      plain.close();
    }
  }
}
