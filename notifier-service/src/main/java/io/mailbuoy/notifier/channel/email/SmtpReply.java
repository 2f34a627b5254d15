package io.mailbuoy.notifier.channel.email;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.util.MailConnectException;

/// Why a mail was not taken.
///
/// @param code the reply's code, RFC 5321 section 4.2; 0 where there was no reply
/// @param text in the server's words where there was a reply, in ours otherwise
record SmtpReply(int code, String text) {
  private static final int LONGEST_CHAIN = 2_000;
  private static final Pattern GREETING = Pattern.compile("response: ([45]\\d\\d)\\b");
  private static final Pattern CODE = Pattern.compile("(?m)^(?:\\w+: )?([45]\\d\\d)[ -].*$");

  /// Whether trying again is of no use: class 5. Everything else may be over soon.
  boolean permanent() {
    return code / 100 == 5;
  }

  static SmtpReply of(MessagingException e) {
    List<Exception> chain = chain(e);
    for (Exception link : chain) {
      if (link instanceof SMTPSenderFailedException failed) {
        return new SmtpReply(failed.getReturnCode(), reply(failed, failed.getReturnCode()));
      }
    }
    // One recipient who may be reached later is worth another attempt, whatever was said of others.
    Optional<SMTPAddressFailedException> recipient =
        recipients(chain).min(Comparator.comparingInt(SMTPAddressFailedException::getReturnCode));
    if (recipient.isPresent()) {
      int code = recipient.get().getReturnCode();
      return new SmtpReply(code, reply(recipient.get(), code));
    }
    for (Exception link : chain) {
      if (link instanceof SMTPSendFailedException failed) {
        return new SmtpReply(failed.getReturnCode(), reply(failed, failed.getReturnCode()));
      }
    }
    return chain.stream()
        .map(SmtpReply::network)
        .filter(reply -> reply.code >= 0)
        .findFirst()
        .orElseGet(() -> fromText(e));
  }

  /// Who was refused, each with what the relay said.
  static List<String> refusals(MessagingException e) {
    return recipients(chain(e))
        .map(refused -> refused.getAddress() + " (" + reply(refused, refused.getReturnCode()) + ")")
        .toList();
  }

  private static Stream<SMTPAddressFailedException> recipients(List<Exception> chain) {
    return chain.stream()
        .filter(SMTPAddressFailedException.class::isInstance)
        .map(SMTPAddressFailedException.class::cast);
  }

  /// The exception, its causes, and those that the mail library hangs beside them.
  private static List<Exception> chain(MessagingException e) {
    List<Exception> chain = new ArrayList<>();
    Exception next = e;
    while (next != null && chain.size() < LONGEST_CHAIN) {
      chain.add(next);
      Exception following =
          next instanceof MessagingException mail
              ? mail.getNextException()
              : next.getCause() instanceof Exception cause ? cause : null;
      next = following;
    }
    return chain;
  }

  private static SmtpReply network(Exception e) {
    return switch (e) {
      case UnknownHostException _ -> new SmtpReply(0, "the relay's name was not found");
      case SocketTimeoutException _ -> new SmtpReply(0, "the relay did not answer in time");
      case ConnectException _ -> new SmtpReply(0, "the relay refused the connection");
      case SSLException _ ->
          new SmtpReply(0, "TLS failed: the certificate is not trusted or the protocol differs");
      case MailConnectException connect when connect.getCause() == null ->
          new SmtpReply(0, "the relay cannot be reached");
      case IOException _ -> new SmtpReply(0, "the connection to the relay broke");
      default -> new SmtpReply(-1, "");
    };
  }

  private static SmtpReply fromText(MessagingException e) {
    String text = String.valueOf(e.getMessage());
    Matcher matcher = CODE.matcher(text);
    if (matcher.find()) {
      return new SmtpReply(Integer.parseInt(matcher.group(1)), "SMTP " + matcher.group().strip());
    }
    Matcher greeting = GREETING.matcher(text);
    if (greeting.find()) {
      int code = Integer.parseInt(greeting.group(1));
      return new SmtpReply(code, "SMTP " + code + " instead of a greeting");
    }
    if (e instanceof AuthenticationFailedException) {
      return new SmtpReply(535, "the relay refused user and password");
    }
    if (text.contains("STARTTLS is required")) {
      return new SmtpReply(0, "the relay offers no STARTTLS, and without it nothing is sent");
    }
    return new SmtpReply(
        0, "the relay did not take the mail (" + e.getClass().getSimpleName() + ")");
  }

  private static String reply(MessagingException e, int code) {
    String text = String.valueOf(e.getMessage());
    Matcher matcher = CODE.matcher(text);
    return matcher.find() ? "SMTP " + matcher.group().strip() : "SMTP " + code;
  }
}
