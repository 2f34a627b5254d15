package io.mailbuoy.probe.statuspage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An item of a status page as an incident in the shape of Graph's `serviceHealthIssue`, as far as
/// a status page says as much.
final class StatusIncident {
  /// Microsoft's numbers of incidents: two letters for the service, and digits.
  private static final Pattern NUMBER = Pattern.compile("\\b([A-Z]{2}\\d{5,9})\\b");

  private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int MOST_POSTS = 20;
  private static final String SUITE = "Microsoft 365 suite";

  /// Names that the page's titles and categories may hold, as Graph writes them.
  private static final List<String> SERVICES =
      List.of(
          "Exchange Online",
          "Microsoft Teams",
          "Microsoft Entra",
          "SharePoint Online",
          "OneDrive for Business",
          "Outlook.com");

  private static final Set<String> STATUSES =
      Set.of(
          "investigating",
          "serviceDegradation",
          "serviceInterruption",
          "restoringService",
          "verifyingService",
          "extendedRecovery",
          "serviceRestored",
          "falsePositive");

  private StatusIncident() {}

  /// The incident's number where the item names one.
  static Optional<String> number(FeedItem item) {
    for (String text : List.of(item.title(), item.link(), item.description())) {
      Matcher matcher = NUMBER.matcher(text);
      if (matcher.find()) {
        return Optional.of(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  /// What stays the same of a title without a number: its words, in lower case.
  static String identity(String title) {
    return NOT_A_WORD.matcher(title.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }

  /// An id for an item without a number: the day it was first seen, and its title's words.
  static String madeUpId(FeedItem item, Instant firstSeen) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(identity(item.title()).getBytes(StandardCharsets.UTF_8));
      LocalDate day = LocalDate.ofInstant(firstSeen, ZoneOffset.UTC);
      return "status-page-%s-%s"
          .formatted(
              DateTimeFormatter.BASIC_ISO_DATE.format(day), HexFormat.of().formatHex(hash, 0, 4));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The incident that an item tells of.
  ///
  /// @param before what was published of it; an item that says the same gives the same again,
  ///   whatever its GUID and its date say
  static JsonNode told(String id, FeedItem item, Optional<JsonNode> before, Instant now) {
    Instant at = item.at().filter(time -> !time.isAfter(now)).orElse(now);
    String status = item.status().filter(STATUSES::contains).orElse("serviceDegradation");
    if (before.isPresent() && saysTheSame(before.get(), item, status)) {
      return before.get();
    }
    ObjectNode issue = Json.mapper().createObjectNode();
    issue.put(
        "startDateTime",
        before.map(old -> old.path("startDateTime").asText()).orElse(at.toString()));
    issue.putNull("endDateTime");
    issue.put("lastModifiedDateTime", at.toString());
    issue.put("title", item.title());
    issue.put("id", id);
    issue.put("impactDescription", item.title());
    issue.put("classification", "incident");
    issue.put("origin", "microsoft");
    issue.put("status", status);
    issue.put("service", service(item));
    issue.put("isResolved", false);
    ArrayNode details = issue.putArray("details");
    if (!item.link().isEmpty()) {
      details.addObject().put("name", "Link").put("value", item.link());
    }
    ArrayNode posts = issue.putArray("posts");
    before.ifPresent(old -> old.path("posts").forEach(posts::add));
    if (!item.description().equals(newestPost(posts))) {
      ObjectNode post = posts.addObject();
      post.put("createdDateTime", at.toString()).put("postType", "regular");
      post.putObject("description").put("contentType", "html").put("content", item.description());
    }
    while (posts.size() > MOST_POSTS) {
      posts.remove(0);
    }
    return issue;
  }

  private static boolean saysTheSame(JsonNode before, FeedItem item, String status) {
    return !before.path("isResolved").asBoolean(false)
        && before.path("title").asText().equals(item.title())
        && before.path("status").asText().equals(status)
        && before.path("service").asText().equals(service(item))
        && newestPost(before.path("posts")).equals(item.description());
  }

  private static String newestPost(JsonNode posts) {
    return posts.path(posts.size() - 1).path("description").path("content").asText("");
  }

  /// The incident after its item has vanished: over, as far as the page goes.
  ///
  /// @param vanished when it was first seen to be gone
  static JsonNode over(JsonNode before, Instant vanished) {
    ObjectNode issue = before.deepCopy();
    issue.put("endDateTime", vanished.toString());
    issue.put("lastModifiedDateTime", vanished.toString());
    issue.put("status", "serviceRestored");
    issue.put("isResolved", true);
    return issue;
  }

  private static String service(FeedItem item) {
    for (String text : List.of(String.join(" ", item.categories()), item.title())) {
      for (String service : SERVICES) {
        if (text.toLowerCase(Locale.ROOT).contains(service.toLowerCase(Locale.ROOT))) {
          return service;
        }
      }
    }
    return SUITE;
  }
}
