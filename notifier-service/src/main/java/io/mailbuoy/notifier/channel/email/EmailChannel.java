package io.mailbuoy.notifier.channel.email;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import io.mailbuoy.notifier.channel.Redactor;
import io.mailbuoy.notifier.channel.Text;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sends mail through one relay.
public final class EmailChannel implements Channel {
  private static final int MOST_REFUSED = 5;
  private static final int LONGEST_REFUSAL = 200;

  private final String name;
  private final Mail mail;
  private final Login login;
  private final Redactor redactor;
  private final Connection connection;

  /// A relay that wants less says so with a reply of class 4.
  private final Pace pace = Pace.unlimited();

  private EmailChannel(
      String name, Mail mail, Login login, Redactor redactor, Connection connection) {
    this.name = name;
    this.mail = mail;
    this.login = login;
    this.redactor = redactor;
    this.connection = connection;
  }

  /// @param tenants by name, for the one whose client sends
  /// @throws IllegalArgumentException naming the key, where one is missing or wrong
  public static EmailChannel of(
      String name,
      ChannelConfig config,
      Map<String, MailbuoyConfig.Tenant> tenants,
      Duration timeout) {
    return of(name, config, tenants, timeout, Connection.KEEP);
  }

  /// @param keep how long a connection without work stays open
  static EmailChannel of(
      String name,
      ChannelConfig config,
      Map<String, MailbuoyConfig.Tenant> tenants,
      Duration timeout,
      Duration keep) {
    String path = "mailbuoy.channels." + name;
    Mail mail = Mail.of(path, config);
    Login login = login(path, config, tenants, timeout);
    Relay relay = Relay.of(path, config, login, mail.domain(), timeout);
    Redactor redactor = Redactor.of(config.password().stream().toArray(Secret[]::new));
    return new EmailChannel(name, mail, login, redactor, new Connection(relay, keep));
  }

  private static Login login(
      String path,
      ChannelConfig config,
      Map<String, MailbuoyConfig.Tenant> tenants,
      Duration timeout) {
    if (config.user().isEmpty()) {
      return new Login.None();
    }
    String user = config.user().get();
    if (config.auth().filter("xoauth2"::equals).isPresent()) {
      MailbuoyConfig.Tenant tenant =
          config
              .tenant()
              .map(tenants::get)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      path + ".tenant: must name a tenant, whose client asks for the token"));
      return new Login.Token(user, Tokens.of(path, tenant, timeout, Instant::now));
    }
    return new Login.Password(
        user,
        config
            .password()
            .orElseThrow(() ->
                new IllegalArgumentException(path + ".password: is missing beside the user")));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChannelKind kind() {
    return ChannelKind.EMAIL;
  }

  /// What is handed in. It is written anew for each attempt.
  private interface Letter {
    MimeMessage write(Session session) throws MessagingException;
  }

  @Override
  public Outcome deliver(Notification notification) {
    return handIn(session -> mail.write(session, notification));
  }

  @Override
  public int room() {
    return Mail.MOST_ALERTS;
  }

  @Override
  public Outcome deliver(Group group) {
    return handIn(session -> mail.write(session, group));
  }

  private Outcome handIn(Letter letter) {
    return switch (login) {
      case Login.None _ -> send(letter, Optional.empty(), Optional.empty());
      case Login.Password(String user, Secret password) ->
          send(letter, Optional.of(user), Optional.of(password));
      case Login.Token(String user, Tokens tokens) ->
          switch (tokens.token()) {
            case Tokens.Grant.Refused refused -> refused.outcome();
            case Tokens.Grant.Granted granted -> withToken(letter, user, tokens, granted);
          };
    };
  }

  private Outcome withToken(
      Letter letter, String user, Tokens tokens, Tokens.Grant.Granted granted) {
    try {
      return handedIn(letter, Optional.of(user), Optional.of(granted.token()));
    } catch (AuthenticationFailedException e) {
      tokens.forget();
      return switch (granted.origin()) {
        case KEPT ->
            new Outcome.Retry(text(e) + " (a kept token; the next attempt gets a new one)");
        case FRESH -> failed(e);
      };
    } catch (MessagingException e) {
      return failed(e);
    }
  }

  private Outcome send(Letter letter, Optional<String> user, Optional<Secret> proof) {
    try {
      return handedIn(letter, user, proof);
    } catch (MessagingException e) {
      return failed(e);
    }
  }

  private Outcome handedIn(Letter letter, Optional<String> user, Optional<Secret> proof)
      throws MessagingException {
    MimeMessage message = letter.write(connection.session());
    try {
      connection.send(message, user, proof);
      return new Outcome.Delivered(
          "accepted by the relay for " + count(message.getAllRecipients()));
    } catch (SendFailedException e) {
      return afterRefusals(e);
    }
  }

  /// Where some recipients were refused, the others have the mail, and sending it again would give
  /// it to them twice. So it counts as delivered, and the receipt names those who do not have it.
  private Outcome afterRefusals(SendFailedException e) {
    Address[] sent = e.getValidSentAddresses();
    if (sent == null || sent.length == 0) {
      return failed(e);
    }
    List<String> refused = SmtpReply.refusals(e).stream().map(redactor::clean).toList();
    return new Outcome.Delivered(
        "accepted by the relay for "
            + count(sent)
            + "; not for "
            + String.join("; ", Text.shortened(refused, MOST_REFUSED, LONGEST_REFUSAL)));
  }

  private Outcome failed(MessagingException e) {
    SmtpReply reply = SmtpReply.of(e);
    return reply.permanent() ? new Outcome.Permanent(text(e)) : new Outcome.Retry(text(e));
  }

  private String text(MessagingException e) {
    return redactor.clean(SmtpReply.of(e).text());
  }

  private static String count(Address[] recipients) {
    return recipients.length + (recipients.length == 1 ? " recipient" : " recipients");
  }

  @Override
  public String preview(Notification notification) {
    return mail.preview(notification);
  }

  @Override
  public String preview(Group group) {
    return mail.preview(group);
  }

  @Override
  public List<String> templateFaults(Notification example) {
    return mail.templates().faults(mail.data(example));
  }

  @Override
  public Pace pace() {
    return pace;
  }
}
