package io.mailbuoy.notifier.channel.email;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import io.mailbuoy.notifier.channel.Redactor;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Sends mail through one relay.
public final class EmailChannel implements Channel {
  private final String name;
  private final Relay relay;
  private final Mail mail;
  private final Redactor redactor;
  private final Session session;

  /// A relay that wants less says so with a reply of class 4.
  private final Pace pace = Pace.unlimited();

  private EmailChannel(String name, Relay relay, Mail mail, Redactor redactor) {
    this.name = name;
    this.relay = relay;
    this.mail = mail;
    this.redactor = redactor;
    this.session = Session.getInstance(relay.properties());
  }

  /// @throws IllegalArgumentException naming the key, where one is missing or wrong
  public static EmailChannel of(String name, MailbuoyConfig.Channel config, Duration timeout) {
    String path = "mailbuoy.channels." + name;
    Mail mail = Mail.of(path, config);
    Relay relay = Relay.of(path, config, mail.domain(), timeout);
    Redactor redactor = Redactor.of(config.password().stream().toArray(Secret[]::new));
    return new EmailChannel(name, relay, mail, redactor);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChannelKind kind() {
    return ChannelKind.EMAIL;
  }

  @Override
  public Outcome deliver(Notification notification) {
    try {
      MimeMessage message = mail.write(session, notification);
      try (Transport transport = session.getTransport()) {
        transport.connect(
            relay.host(),
            relay.port(),
            relay.user(),
            relay.password().map(Secret::reveal).orElse(null));
        transport.sendMessage(message, message.getAllRecipients());
      }
      return new Outcome.Delivered(
          "accepted by the relay for " + count(message.getAllRecipients()));
    } catch (SendFailedException e) {
      return afterRefusals(e);
    } catch (MessagingException e) {
      return failed(e);
    }
  }

  /// Where some recipients were refused, the others have the mail, and sending it again would give
  /// it to them twice.
  private Outcome afterRefusals(SendFailedException e) {
    Address[] sent = e.getValidSentAddresses();
    if (sent == null || sent.length == 0) {
      return failed(e);
    }
    return new Outcome.Delivered(
        "accepted by the relay for "
            + count(sent)
            + "; not for "
            + refused(e)
            + ": "
            + redactor.clean(SmtpReply.of(e).text()));
  }

  private static String refused(SendFailedException e) {
    return Stream.of(e.getInvalidAddresses(), e.getValidUnsentAddresses())
        .flatMap(list -> list == null ? Stream.of() : Arrays.stream(list))
        .map(Address::toString)
        .collect(Collectors.joining(", "));
  }

  private Outcome failed(MessagingException e) {
    SmtpReply reply = SmtpReply.of(e);
    String text = redactor.clean(reply.text());
    return reply.permanent() ? new Outcome.Permanent(text) : new Outcome.Retry(text);
  }

  private static String count(Address[] recipients) {
    return recipients.length + (recipients.length == 1 ? " recipient" : " recipients");
  }

  @Override
  public String preview(Notification notification) {
    return mail.preview(notification);
  }

  @Override
  public Pace pace() {
    return pace;
  }
}
