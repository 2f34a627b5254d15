package io.mailbuoy.notifier.channel.webhook;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.GroupMessage;
import io.mailbuoy.notifier.channel.HttpSender;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import io.mailbuoy.notifier.channel.Redactor;
import io.mailbuoy.notifier.channel.Templates;
import io.mailbuoy.notifier.channel.Templates.Part;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/// Posts alerts as CloudEvents, signed, to anything that takes HTTP.
///
/// Each attempt to tell the same thing has the same `webhook-id` and `Idempotency-Key`, so that a
/// receiver that was told twice can tell.
public final class WebhookChannel implements Channel {
  private static final int MOST_LINES = 100;

  private final String name;
  private final HttpSender sender;
  private final Optional<Signature> signature;
  private final Optional<Secret> authorization;
  private final Optional<String> runbook;
  private final boolean groups;
  private final Templates templates;
  private final InstantSource clock;

  /// A receiver that wants less says so with 429.
  private final Pace pace = Pace.unlimited();

  /// @param clock of the real time, which the receiver compares with its own
  private WebhookChannel(
      String name,
      HttpSender sender,
      Optional<Signature> signature,
      ChannelConfig config,
      Templates templates,
      InstantSource clock) {
    this.name = name;
    this.sender = sender;
    this.signature = signature;
    this.authorization = config.authorization();
    this.runbook = config.runbook();
    this.groups = config.groupWait().isPresent();
    this.templates = templates;
    this.clock = clock;
  }

  /// @throws IllegalArgumentException naming the key, where one is missing or wrong
  public static WebhookChannel of(String name, ChannelConfig config, Duration timeout) {
    String path = "mailbuoy.channels." + name;
    Secret url =
        config.url().orElseThrow(() -> new IllegalArgumentException(path + ".url: is missing"));
    HttpUrl parsed = HttpUrl.parse(url.reveal());
    if (parsed == null) {
      throw new IllegalArgumentException(path + ".url: is not an http or https URL");
    }
    if (config.authorization().filter(value -> !isHeader(value.reveal())).isPresent()) {
      throw new IllegalArgumentException(
          path + ".authorization: holds characters that a header cannot hold");
    }
    Secret[] secrets =
        Stream.of(Optional.of(url), config.signingSecret(), config.authorization())
            .flatMap(Optional::stream)
            .toArray(Secret[]::new);
    return new WebhookChannel(
        name,
        new HttpSender(parsed, config.tls(), Redactor.of(secrets), timeout),
        config.signingSecret().map(secret -> signature(path, secret)),
        config,
        Templates.of(path, config),
        Instant::now);
  }

  private static Signature signature(String path, Secret secret) {
    try {
      return Signature.with(secret);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(path + ".signing-secret: " + e.getMessage(), e);
    }
  }

  private static boolean isHeader(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChannelKind kind() {
    return ChannelKind.WEBHOOK;
  }

  @Override
  public Outcome deliver(Notification notification) {
    Optional<byte[]> own = own(notification);
    byte[] body = own.orElseGet(() -> CloudEvent.of(notification, message(notification)));
    String type = own.isPresent() ? "application/json" : CloudEvent.CONTENT_TYPE;
    return sender.judge(sender.post(body, type, headers(CloudEvent.id(notification), body)));
  }

  /// A program reads one event after the other, unless it was told to expect several in one.
  @Override
  public int room() {
    return groups ? CloudEvent.MOST_ALERTS : 1;
  }

  @Override
  public Outcome deliver(Group group) {
    byte[] body = CloudEvent.of(group, message(group));
    return sender.judge(
        sender.post(body, CloudEvent.CONTENT_TYPE, headers(CloudEvent.id(group), body)));
  }

  @Override
  public String preview(Group group) {
    return new String(CloudEvent.of(group, message(group)), StandardCharsets.UTF_8);
  }

  private GroupMessage message(Group group) {
    return GroupMessage.of(group, runbook, new GroupMessage.Room(0, 0));
  }

  private Map<String, String> headers(String id, byte[] body) {
    Instant now = clock.instant();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    signature.ifPresent(each -> headers.put("webhook-signature", each.of(id, now, body)));
    headers.put("Idempotency-Key", '"' + id + '"');
    authorization.ifPresent(secret -> headers.put("Authorization", secret.reveal()));
    return headers;
  }

  private Message message(Notification notification) {
    return Message.of(notification, runbook);
  }

  private Map<String, Object> data(Notification notification) {
    return Templates.data(notification, message(notification), MOST_LINES);
  }

  private Optional<byte[]> own(Notification notification) {
    return templates
        .tryRender(Part.BODY, data(notification))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String preview(Notification notification) {
    return new String(
        own(notification).orElseGet(() -> CloudEvent.of(notification, message(notification))),
        StandardCharsets.UTF_8);
  }

  @Override
  public List<String> templateFaults(Notification example) {
    return templates.faults(data(example));
  }

  @Override
  public Pace pace() {
    return pace;
  }
}
