package io.mailbuoy.notifier.channel.teams;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.HttpSender;
import io.mailbuoy.notifier.channel.HttpSender.Answer;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import io.mailbuoy.notifier.channel.Redactor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/// Posts a card to the webhook of a Teams workflow.
///
/// 202 means that a flow has accepted the card and not that it was posted; there is no message id
/// to ask with, so a delivered receipt means "accepted".
public final class TeamsChannel implements Channel {
  private static final Pattern HIDDEN_STATUS = Pattern.compile("(?i)HTTP error (\\d{3})");
  private static final Pattern HIDDEN_ERROR = Pattern.compile("(?i)\\b(error|failed|failure)\\b");

  private final String name;
  private final HttpSender sender;

  /// Limits of incoming webhooks:
  /// <https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using>.
  /// Those for an hour and longer are left to the server's 429.
  private final Pace pace =
      Pace.of(new Pace.Limit(4, Duration.ofSeconds(1)), new Pace.Limit(60, Duration.ofSeconds(30)));

  private TeamsChannel(String name, HttpSender sender) {
    this.name = name;
    this.sender = sender;
  }

  /// @throws IllegalArgumentException naming the key, where the address is none
  public static TeamsChannel of(String name, MailbuoyConfig.Channel config, Duration timeout) {
    String key = "mailbuoy.channels." + name + ".url: ";
    Secret url = config.url().orElseThrow(() -> new IllegalArgumentException(key + "is missing"));
    HttpUrl parsed = HttpUrl.parse(url.reveal());
    if (parsed == null) {
      throw new IllegalArgumentException(key + "is not an http or https URL");
    }
    return new TeamsChannel(name, new HttpSender(parsed, config.tls(), Redactor.of(url), timeout));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChannelKind kind() {
    return ChannelKind.TEAMS;
  }

  @Override
  public Outcome deliver(Notification notification) {
    byte[] card = Card.of(Message.of(notification), notification.action());
    return switch (sender.post(card)) {
      case Answer.Missing missing -> new Outcome.Retry(missing.reason());
      case Answer.Received received -> judge(received);
    };
  }

  private Outcome judge(Answer.Received received) {
    int status = received.status() / 100 == 2 ? statusOfBody(received) : received.status();
    String said = sender.describe(received);
    return switch (status) {
      case 408, 425, 429 -> new Outcome.Retry(said, received.retryAfter());
      default ->
          switch (status / 100) {
            case 2 -> new Outcome.Delivered(said);
            case 3 -> new Outcome.Permanent(said + " (redirects are not followed)");
            case 4 -> new Outcome.Permanent(said);
            default -> new Outcome.Retry(said, received.retryAfter());
          };
    };
  }

  /// A webhook may answer 200 and put the error into the text, for example "Microsoft Teams
  /// endpoint returned HTTP error 429".
  private static int statusOfBody(Answer.Received received) {
    Matcher hidden = HIDDEN_STATUS.matcher(received.body());
    if (hidden.find()) {
      int status = Integer.parseInt(hidden.group(1));
      return status / 100 >= 4 ? status : 500;
    }
    boolean error = HIDDEN_ERROR.matcher(received.body().toLowerCase(Locale.ROOT)).find();
    return error ? 500 : received.status();
  }

  @Override
  public String preview(Notification notification) {
    return new String(
        Card.of(Message.of(notification), notification.action()), StandardCharsets.UTF_8);
  }

  @Override
  public Pace pace() {
    return pace;
  }
}
