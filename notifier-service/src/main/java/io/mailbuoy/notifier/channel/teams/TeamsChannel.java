package io.mailbuoy.notifier.channel.teams;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.HttpSender;
import io.mailbuoy.notifier.channel.HttpSender.Answer;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import io.mailbuoy.notifier.channel.Redactor;
import io.mailbuoy.notifier.channel.Templates;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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
  private final Cards cards;
  private final HttpSender sender;

  /// Limits of incoming webhooks:
  /// <https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using>.
  private final Pace pace =
      Pace.of(
          new Pace.Limit(4, Duration.ofSeconds(1)),
          new Pace.Limit(60, Duration.ofSeconds(30)),
          new Pace.Limit(100, Duration.ofHours(1)),
          new Pace.Limit(150, Duration.ofHours(2)),
          new Pace.Limit(1_800, Duration.ofDays(1)));

  private TeamsChannel(String name, Cards cards, HttpSender sender) {
    this.name = name;
    this.cards = cards;
    this.sender = sender;
  }

  /// @throws IllegalArgumentException naming the key, where the address is none
  public static TeamsChannel of(String name, ChannelConfig config, Duration timeout) {
    String path = "mailbuoy.channels." + name;
    String key = path + ".url: ";
    Secret url = config.url().orElseThrow(() -> new IllegalArgumentException(key + "is missing"));
    HttpUrl parsed = HttpUrl.parse(url.reveal());
    if (parsed == null) {
      throw new IllegalArgumentException(key + "is not an http or https URL");
    }
    List<Mention> mentions = config.mentions().orElse(List.of()).stream().map(Mention::of).toList();
    return new TeamsChannel(
        name,
        new Cards(config.runbook(), mentions, Templates.of(path, config)),
        new HttpSender(parsed, config.tls(), Redactor.of(url), timeout));
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
    return post(cards.write(notification));
  }

  @Override
  public int room() {
    return Cards.MOST_ALERTS;
  }

  @Override
  public Outcome deliver(Group group) {
    return post(cards.write(group));
  }

  private Outcome post(byte[] card) {
    return switch (sender.post(card)) {
      case Answer.Missing missing -> new Outcome.Retry(missing.reason());
      case Answer.Received received -> sender.judge(received, statusOf(received));
    };
  }

  /// A webhook may answer 200 and put the error into the text, for example "Microsoft Teams
  /// endpoint returned HTTP error 429".
  private static int statusOf(Answer.Received received) {
    if (received.status() / 100 != 2) {
      return received.status();
    }
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
    return new String(cards.write(notification), StandardCharsets.UTF_8);
  }

  @Override
  public String preview(Group group) {
    return new String(cards.write(group), StandardCharsets.UTF_8);
  }

  @Override
  public List<String> templateFaults(Notification example) {
    return cards.templates().faults(cards.data(example));
  }

  @Override
  public Pace pace() {
    return pace;
  }
}
