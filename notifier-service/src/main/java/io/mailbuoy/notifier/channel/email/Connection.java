package io.mailbuoy.notifier.channel.email;

import io.mailbuoy.contracts.config.Secret;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The connection to the relay. It stays open for some seconds, so that a burst of alerts takes one
/// TLS handshake and one login, and is closed when nothing follows.
final class Connection {
  /// Relays end connections that idle after a minute or more; a burst is over in less.
  static final Duration KEEP = Duration.ofSeconds(10);

  private static final int CLOSING = 421;

  private final Session session;
  private final Relay relay;
  private final Duration keep;
  private @Nullable Transport transport;
  private long used;

  /// @param keep how long it stays open without work; zero closes it after each message
  Connection(Relay relay, Duration keep) {
    this.session = Session.getInstance(relay.properties());
    this.relay = relay;
    this.keep = keep;
  }

  Session session() {
    return session;
  }

  /// Hands a message in.
  ///
  /// @param proof the password or the token
  synchronized void send(MimeMessage message, Optional<String> user, Optional<Secret> proof)
      throws MessagingException {
    Transport kept = transport;
    // It asks the relay with NOOP, so that a connection that died while idle costs no attempt.
    if (kept != null && kept.isConnected()) {
      try {
        hand(kept, message);
        return;
      } catch (MessagingException e) {
        if (SmtpReply.of(e).code() != CLOSING) {
          throw e;
        }
        // The relay takes no more over this connection (RFC 5321, section 3.8), and has not taken
        // this message.
      }
    }
    close();
    Transport fresh = session.getTransport();
    transport = fresh;
    try {
      fresh.connect(
          relay.host(), relay.port(), user.orElse(null), proof.map(Secret::reveal).orElse(null));
    } catch (MessagingException e) {
      close();
      throw e;
    }
    hand(fresh, message);
  }

  private void hand(Transport to, MimeMessage message) throws MessagingException {
    try {
      to.sendMessage(message, message.getAllRecipients());
    } catch (SendFailedException e) {
      if (e.getValidSentAddresses() == null || e.getValidSentAddresses().length == 0) {
        close();
      }
      throw e;
    } catch (MessagingException e) {
      close();
      throw e;
    }
    if (keep.isZero()) {
      close();
      return;
    }
    used = System.nanoTime();
    CompletableFuture.delayedExecutor(
            keep.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread)
        .execute(this::closeWhenIdle);
  }

  private synchronized void closeWhenIdle() {
    if (System.nanoTime() - used >= keep.toNanos()) {
      close();
    }
  }

  private void close() {
    Transport old = transport;
    transport = null;
    if (old != null) {
      try {
        old.close();
      } catch (MessagingException e) {
        // What it had to do is done or has been reported; nothing is lost with it.
      }
    }
  }
}
