package io.mailbuoy.testbed;

import io.mailbuoy.testbed.LoopbackHttp.Answer;
import io.mailbuoy.testbed.LoopbackHttp.Reply;
import io.mailbuoy.testbed.LoopbackHttp.Request;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The feed of a public status page, as RSS: every update has a new GUID, and what is over
/// vanishes.
public final class StatusPage {
  private static final DateTimeFormatter RFC_822 =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private final WebFaults faults = new WebFaults();
  private final Map<String, String> items = new LinkedHashMap<>();
  private final AtomicInteger unchanged = new AtomicInteger();
  private volatile @Nullable String instead;

  StatusPage() {}

  /// The fault switch of the feed.
  public WebFaults faults() {
    return faults;
  }

  /// Puts an item up, or an update of the one with the same title.
  public void put(String title, String category, String description, Instant at) {
    synchronized (items) {
      items.put(
          title,
          """
          <item><guid isPermaLink="false">%s</guid><title>%s</title><category>%s</category>
          <description>%s</description><pubDate>%s</pubDate></item>
          """
              .formatted(
                  UUID.randomUUID(),
                  escaped(title),
                  escaped(category),
                  escaped(description),
                  RFC_822.format(at)));
    }
  }

  /// Takes an item down.
  public void remove(String title) {
    synchronized (items) {
      items.remove(title);
    }
  }

  /// Says this in place of the feed, until it is null.
  public void say(@Nullable String body) {
    instead = body;
  }

  /// How often a reader was told that nothing has changed.
  public int unchanged() {
    return unchanged.get();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  Reply handle(Request request) {
    return switch (faults.current()) {
      case WebFault.None _ -> feed(request);
      case WebFault.Status(int code) -> Answer.html(code, MicrosoftCloud.FRONT_DOOR_PAGE);
      case WebFault.Hang _ -> new LoopbackHttp.Silence();
      case WebFault.Reset _ -> new LoopbackHttp.Drop();
    };
  }

  private Answer feed(Request request) {
    String body = body();
    String tag = "\"" + Integer.toHexString(body.hashCode()) + "\"";
    if (request.header("If-None-Match").equals(tag)) {
      unchanged.incrementAndGet();
      return new Answer(304, "application/rss+xml", Map.of("ETag", tag), "");
    }
    return new Answer(200, "application/rss+xml; charset=utf-8", Map.of("ETag", tag), body);
  }

  private String body() {
    String other = instead;
    if (other != null) {
      return other;
    }
    synchronized (items) {
      return """
      <?xml version="1.0" encoding="utf-8"?>
      <rss version="2.0"><channel><title>Service status</title><link>https://status.example</link>
      <description>What is known</description>
      %s</channel></rss>
      """
          .formatted(String.join("", items.values()));
    }
  }
}
