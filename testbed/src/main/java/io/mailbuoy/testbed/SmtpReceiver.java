package io.mailbuoy.testbed;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// An SMTP server that keeps what it is sent. GreenMail takes the mail; in front of it stands a
/// line server that adds TLS, authentication and faults at every stage.
///
/// The port stays the same across [#stop()] and [#start()].
public final class SmtpReceiver implements AutoCloseable {

  /// How a client gets to TLS.
  enum Security {
    NONE,
    STARTTLS,
    IMPLICIT_TLS
  }

  /// A message with the addresses of its envelope.
  public record Envelope(String sender, List<String> recipients, MimeMessage message) {}

  private final Security security;
  private final @Nullable SSLContext tls;
  private final GreenMail greenMail;
  private final LoopbackListener listener;
  private final SmtpFaults faults = new SmtpFaults();
  private final Map<String, String> passwords = new ConcurrentHashMap<>();
  private final List<Envelope> envelopes = new CopyOnWriteArrayList<>();
  private volatile @Nullable TokenAuthority tokens;
  private volatile Consumer<Envelope> postman = envelope -> {};

  private SmtpReceiver(Security security, @Nullable SSLContext tls) {
    this.security = security;
    this.tls = tls;
    this.greenMail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    this.listener =
        new LoopbackListener("testbed-smtp", (socket, _) -> new SmtpSession(this, socket).run());
  }

  /// Starts without TLS.
  public static SmtpReceiver start() {
    return started(new SmtpReceiver(Security.NONE, null));
  }

  /// Starts with TLS from the first byte, as port 465 has it.
  public static SmtpReceiver start(SSLContext tls) {
    return started(new SmtpReceiver(Security.IMPLICIT_TLS, tls));
  }

  /// Starts without TLS and demands STARTTLS, as port 587 has it.
  public static SmtpReceiver startStartTls(SSLContext tls) {
    return started(new SmtpReceiver(Security.STARTTLS, tls));
  }

  private static SmtpReceiver started(SmtpReceiver receiver) {
    receiver.greenMail.start();
    receiver.listener.start();
    return receiver;
  }

  /// From now on a client must authenticate; this user may with a password.
  public SmtpReceiver requirePassword(String user, String password) {
    passwords.put(user, password);
    return this;
  }

  /// From now on a client must authenticate, and may with XOAUTH2 and a token of this authority.
  public SmtpReceiver requireToken(TokenAuthority authority) {
    tokens = authority;
    return this;
  }

  /// Hands each message on from now on, after it was accepted and before its sender hears of it.
  public SmtpReceiver deliverBy(Consumer<Envelope> carrier) {
    postman = carrier;
    return this;
  }

  /// The port, the same for the life of this object.
  public int port() {
    return listener.port();
  }

  /// `smtp://localhost:PORT`, or `smtps://` where TLS is implicit.
  public URI url() {
    String scheme = security == Security.IMPLICIT_TLS ? "smtps" : "smtp";
    return URI.create(scheme + "://localhost:" + port());
  }

  /// The messages that were accepted, oldest first, each once however many recipients it has.
  public List<MimeMessage> received() {
    return envelopes.stream().map(Envelope::message).toList();
  }

  /// The messages that were accepted, with their envelopes.
  public List<Envelope> envelopes() {
    return List.copyOf(envelopes);
  }

  /// How many connections were accepted so far.
  public long sessions() {
    return listener.accepted();
  }

  /// How many connections are open at the moment.
  public int openSessions() {
    return listener.openSessions();
  }

  /// Forgets what was received.
  public void reset() {
    envelopes.clear();
  }

  /// The fault switch.
  public SmtpFaults faults() {
    return faults;
  }

  /// Stops listening and cuts every connection; from now on connections are refused.
  public void stop() {
    listener.stop();
  }

  /// Listens again on the same port after [#stop()].
  public void resume() {
    listener.start();
  }

  @Override
  public void close() {
    listener.close();
    greenMail.stop();
  }

  Security security() {
    return security;
  }

  @Nullable SSLContext tls() {
    return tls;
  }

  int greenMailPort() {
    return greenMail.getSmtp().getPort();
  }

  boolean mustAuthenticate() {
    return !passwords.isEmpty() || tokens != null;
  }

  boolean admits(Credentials credentials) {
    TokenAuthority authority = tokens;
    return switch (credentials) {
      case Credentials.Password(String user, String password) ->
          password.equals(passwords.get(user));
      case Credentials.Token(_, String token) ->
          authority != null && authority.valid(token, TokenAuthority.OUTLOOK);
      case Credentials.Unreadable _ -> false;
    };
  }

  void accept(String sender, List<String> recipients, String data) {
    try {
      var bytes = new ByteArrayInputStream(data.getBytes(StandardCharsets.ISO_8859_1));
      MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), bytes);
      Envelope envelope = new Envelope(sender, List.copyOf(recipients), message);
      envelopes.add(envelope);
      postman.accept(envelope);
    } catch (MessagingException e) {
      throw new IllegalStateException("GreenMail took a message that cannot be read", e);
    }
  }
}
