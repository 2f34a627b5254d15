package io.mailbuoy.testbed;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// An IMAP server that speaks as Exchange Online does, down to the wording of its refusals, and
/// fails as Exchange Online does when [#faults()] says so.
///
/// It listens on loopback, on a port of the system's choice that stays the same across [#stop()]
/// and [#start()].
public final class ExchangeImapServer implements AutoCloseable {
  private static final int LOG_LINES = 4_000;

  /// How a client gets to TLS.
  enum Security {
    IMPLICIT_TLS,
    STARTTLS,
    NONE
  }

  /// Somebody with a mailbox. Without a password only tokens are taken.
  static final class Mailbox {
    final String user;
    final @Nullable String password;
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger peak = new AtomicInteger();
    final AtomicLong authentications = new AtomicLong();

    Mailbox(String user, @Nullable String password) {
      this.user = user;
      this.password = password;
    }

    void entered() {
      authentications.incrementAndGet();
      peak.accumulateAndGet(open.incrementAndGet(), Math::max);
    }

    void left() {
      open.decrementAndGet();
    }
  }

  private final Security security;
  private final TokenAuthority tokens;
  private final Map<String, Mailbox> mailboxes = new ConcurrentHashMap<>();
  private final ImapFaults faults = new ImapFaults();
  private final Deque<String> log = new ArrayDeque<>();
  private final LoopbackListener listener;
  private volatile @Nullable SSLContext tls;
  private volatile List<String> greetings =
      greetings(
          "FR0P281CA0011.DEUP281.PROD.OUTLOOK.COM",
          "FR0P281CA0012.DEUP281.PROD.OUTLOOK.COM",
          "AM0PR01CA0107.eurprd01.prod.exchangelabs.com");

  private ExchangeImapServer(Security security, @Nullable SSLContext tls, TokenAuthority tokens) {
    this.security = security;
    this.tls = tls;
    this.tokens = tokens;
    this.listener =
        new LoopbackListener(
            "testbed-imap", (socket, number) -> new ImapSession(this, socket, number).run());
  }

  /// Starts with TLS from the first byte, as port 993 has it.
  public static ExchangeImapServer start(SSLContext tls, TokenAuthority tokens) {
    return started(new ExchangeImapServer(Security.IMPLICIT_TLS, tls, tokens));
  }

  /// Starts without TLS, and offers STARTTLS. Authentication is refused before TLS.
  public static ExchangeImapServer startPlain(SSLContext tls, TokenAuthority tokens) {
    return started(new ExchangeImapServer(Security.STARTTLS, tls, tokens));
  }

  /// Starts without any TLS.
  public static ExchangeImapServer startPlain(TokenAuthority tokens) {
    return started(new ExchangeImapServer(Security.NONE, null, tokens));
  }

  private static ExchangeImapServer started(ExchangeImapServer server) {
    server.start();
    return server;
  }

  /// The port, the same for the life of this object.
  public int port() {
    return listener.port();
  }

  /// `imaps://localhost:PORT`, or `imap://` where TLS is not implicit.
  public URI url() {
    String scheme = security == Security.IMPLICIT_TLS ? "imaps" : "imap";
    return URI.create(scheme + "://localhost:" + port());
  }

  /// Adds a mailbox that opens for any valid token.
  public void addMailbox(String user) {
    mailboxes.put(normalised(user), new Mailbox(normalised(user), null));
  }

  /// Adds a mailbox that opens for a password too.
  public void addMailbox(String user, String password) {
    mailboxes.put(normalised(user), new Mailbox(normalised(user), password));
  }

  /// From now on the mailbox is unknown.
  public void removeMailbox(String user) {
    mailboxes.remove(normalised(user));
  }

  /// The fault switches.
  public ImapFaults faults() {
    return faults;
  }

  /// Replaces the server's certificate for connections from now on.
  public void certificate(SSLContext context) {
    tls = context;
  }

  /// The front ends that greet in turn.
  public void frontEnds(String... names) {
    greetings = greetings(names);
  }

  /// How many connections were accepted so far.
  public long sessions() {
    return listener.accepted();
  }

  /// How many connections are open now.
  public int openSessions() {
    return listener.openSessions();
  }

  /// How often the mailbox was entered so far.
  public long authentications(String user) {
    return mailbox(user).map(mailbox -> mailbox.authentications.get()).orElse(0L);
  }

  /// The most sessions that were ever inside the mailbox at once.
  public int peakSessions(String user) {
    return mailbox(user).map(mailbox -> mailbox.peak.get()).orElse(0);
  }

  /// The last lines said, oldest first, as `session C: …` and `session S: …`, without credentials.
  public List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /// Stops listening and cuts every connection; from now on connections are refused.
  public void stop() {
    listener.stop();
  }

  /// Listens again on the same port.
  public void start() {
    listener.start();
  }

  /// Cuts every open connection and goes on listening.
  public void closeConnections() {
    listener.closeConnections();
  }

  @Override
  public void close() {
    listener.close();
  }

  Security security() {
    return security;
  }

  @Nullable SSLContext tls() {
    return tls;
  }

  TokenAuthority tokens() {
    return tokens;
  }

  LoopbackListener listener() {
    return listener;
  }

  Optional<Mailbox> mailbox(String user) {
    return Optional.ofNullable(mailboxes.get(normalised(user)));
  }

  String greeting(long session) {
    List<String> known = greetings;
    return known.get((int) (session % known.size()));
  }

  void note(long session, String direction, String line) {
    synchronized (log) {
      if (log.size() >= LOG_LINES) {
        log.removeFirst();
      }
      log.addLast(session + " " + direction + ": " + line);
    }
  }

  static String normalised(String user) {
    return user.toLowerCase(Locale.ROOT);
  }

  private static List<String> greetings(String... frontEnds) {
    return List.of(frontEnds).stream().map(ImapDialect::greeting).toList();
  }
}
