package io.mailbuoy.notifier.channel.email;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.GroupMessage;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Templates;
import io.mailbuoy.notifier.channel.Templates.Part;
import io.mailbuoy.notifier.channel.Text;
import io.quarkus.qute.Template;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes the mail of a notification: text first, then HTML, with the headers that keep
/// auto-replies away (RFC 3834) and let clients thread.
///
/// @param domain the sender's
record Mail(
    InternetAddress from,
    List<InternetAddress> to,
    String domain,
    Optional<String> runbook,
    Templates templates) {
  private static final String UTF_8 = "UTF-8";
  private static final int LONGEST_SUBJECT = 180;
  private static final int MOST_LINES = 100;

  /// How many alerts a mail names.
  static final int MOST_ALERTS = 200;

  private static final int LONGEST_LINE = 600;
  private static final Template TEXT = Templates.builtIn(Mail.class, "alert.txt", false);
  private static final Template HTML = Templates.builtIn(Mail.class, "alert.html", true);
  private static final Template GROUP_TEXT = Templates.builtIn(Mail.class, "group.txt", false);
  private static final Template GROUP_HTML = Templates.builtIn(Mail.class, "group.html", true);

  /// @throws IllegalArgumentException naming the key, where an address is missing or is none
  static Mail of(String path, ChannelConfig config) {
    InternetAddress from =
        address(
            path + ".from",
            config
                .from()
                .orElseThrow(() -> new IllegalArgumentException(path + ".from: is missing")));
    List<InternetAddress> to = new ArrayList<>();
    for (String recipient : config.to().orElse(List.of())) {
      to.add(address(path + ".to[" + to.size() + "]", recipient));
    }
    if (to.isEmpty()) {
      throw new IllegalArgumentException(path + ".to: names nobody");
    }
    String sender = from.getAddress();
    return new Mail(
        from,
        List.copyOf(to),
        sender.substring(sender.lastIndexOf('@') + 1),
        config.runbook(),
        Templates.of(path, config));
  }

  private static InternetAddress address(String key, String text) {
    try {
      InternetAddress address = new InternetAddress(text, true);
      if (address.getAddress().indexOf('@') > 0) {
        return address;
      }
    } catch (AddressException e) {
      throw new IllegalArgumentException(key + ": '" + text + "' is not an e-mail address", e);
    }
    throw new IllegalArgumentException(key + ": '" + text + "' is not an e-mail address");
  }

  MimeMessage write(Session session, Notification notification) throws MessagingException {
    Map<String, Object> data = data(notification);
    String id = id(notification, notification.alert().revision() + again(notification));
    MimeMessage mail = frame(session, id, notification.at(), subject(notification, data));
    if (notification.told().isPresent()) {
      String first = id(notification, String.valueOf(notification.firstRevision()));
      mail.setHeader("In-Reply-To", first);
      mail.setHeader("References", first);
    }
    return filled(mail, text(data), html(data));
  }

  /// Several alerts. The user's own forms are about one, so they have no part in this.
  MimeMessage write(Session session, Group group) throws MessagingException {
    String id = "<" + kind(group) + "." + group.id() + "@" + domain + ">";
    GroupMessage message = message(group);
    Map<String, Object> data = data(message);
    return filled(
        frame(session, id, group.at(), subject(message)),
        GROUP_TEXT.render(data),
        GROUP_HTML.render(data));
  }

  private static String kind(Group group) {
    return switch (group.occasion()) {
      case Occasion.Digest _ -> "digest";
      case Occasion.Waited _, Occasion.Limited _, Occasion.Away _, Occasion.Started _ -> "group";
    };
  }

  private MimeMessage frame(Session session, String id, Instant at, String subject)
      throws MessagingException {
    MimeMessage mail = new WithId(session, id);
    mail.setFrom(from);
    mail.setRecipients(jakarta.mail.Message.RecipientType.TO, to.toArray(InternetAddress[]::new));
    mail.setSubject(subject, UTF_8);
    mail.setSentDate(Date.from(at));
    mail.setHeader("Auto-Submitted", "auto-generated");
    mail.setHeader("X-Auto-Response-Suppress", "All");
    mail.setHeader("List-Id", "Mailbuoy alerts <alerts.mailbuoy." + domain + ">");
    return mail;
  }

  private static MimeMessage filled(MimeMessage mail, String asText, String asHtml)
      throws MessagingException {
    MimeBodyPart text = new MimeBodyPart();
    text.setText(asText, UTF_8);
    MimeBodyPart html = new MimeBodyPart();
    html.setText(asHtml, UTF_8, "html");
    mail.setContent(new MimeMultipart("alternative", text, html));
    mail.saveChanges();
    return mail;
  }

  private static Map<String, Object> data(GroupMessage message) {
    return Map.of(
        "headline", message.headline(),
        "occasion", message.occasion(),
        "sections",
            message.sections().stream()
                .map(section -> Map.of("heading", section.heading(), "lines", section.lines()))
                .toList(),
        "pages",
            message.pages().stream()
                .limit(MOST_LINES)
                .map(page -> Map.of("text", page.text(), "href", page.href()))
                .toList());
  }

  private GroupMessage message(Group group) {
    int most =
        switch (group.occasion()) {
          case Occasion.Digest _ -> MOST_LINES;
          case Occasion.Waited _, Occasion.Limited _, Occasion.Away _, Occasion.Started _ ->
              MOST_ALERTS;
        };
    return GroupMessage.of(group, runbook, new GroupMessage.Room(most, LONGEST_LINE));
  }

  private static String subject(GroupMessage message) {
    return Text.clip("[Mailbuoy] " + message.headline(), LONGEST_SUBJECT);
  }

  Map<String, Object> data(Notification notification) {
    return Templates.data(notification, Message.of(notification, runbook), MOST_LINES);
  }

  /// The same for every mail about one alert, because some clients thread by it.
  private String subject(Notification notification, Map<String, Object> data) {
    return Text.clip(
        Text.line(
            templates
                .tryRender(Part.SUBJECT, data)
                .orElseGet(() -> "[Mailbuoy] " + notification.title())),
        LONGEST_SUBJECT);
  }

  private String text(Map<String, Object> data) {
    return templates.tryRender(Part.TEXT, data).orElseGet(() -> TEXT.render(data));
  }

  private String html(Map<String, Object> data) {
    return templates.tryRender(Part.HTML, data).orElseGet(() -> HTML.render(data));
  }

  /// A reminder is another mail about the same revision.
  private static String again(Notification notification) {
    return notification
        .told()
        .filter(told -> notification.action() == Action.UPDATE)
        .filter(told -> told.revision() == notification.alert().revision())
        .map(told -> "." + told.at().getEpochSecond())
        .orElse("");
  }

  /// The same whenever the same revision is sent, so that a mail that is sent twice is shown once.
  private String id(Notification notification, String revision) {
    String alert = notification.alert().alertId().replaceAll("[^A-Za-z0-9.-]", "_");
    return "<" + Text.clip(alert, 200).replace("…", "_") + "." + revision + "@" + domain + ">";
  }

  String preview(Notification notification) {
    Map<String, Object> data = data(notification);
    return "Subject: " + subject(notification, data) + "\n\n" + text(data);
  }

  String preview(Group group) {
    GroupMessage message = message(group);
    return "Subject: " + subject(message) + "\n\n" + GROUP_TEXT.render(data(message));
  }

  /// A message that keeps the id it was given.
  private static final class WithId extends MimeMessage {
    private final String id;

    WithId(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
