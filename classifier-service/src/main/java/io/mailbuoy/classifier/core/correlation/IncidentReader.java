package io.mailbuoy.classifier.core.correlation;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.classifier.core.correlation.IncidentReport.Standing;
import io.mailbuoy.contracts.event.ServiceIncident;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a Graph v1.0 `serviceHealthIssue` as it is met in the wild: words of enumerations in
/// either case, unknown words, posts as HTML or as plain text with labelled paragraphs, `&nbsp;`,
/// curly and broken apostrophes, and times that are missing.
///
/// See <https://learn.microsoft.com/en-us/graph/api/resources/servicehealthissue>.
public final class IncidentReader {
  private static final Set<String> CLOSED =
      Set.of(
          "servicerestored",
          "postincidentreviewpublished",
          "serviceoperational",
          "resolved",
          "resolvedexternal",
          "mitigated",
          "mitigatedexternal");
  private static final String WITHDRAWN = "falsepositive";

  private static final Pattern LABEL =
      Pattern.compile(
          "(title|user impact|more info|current status|final status|scope of impact|start time|end"
              + " time|preliminary root cause|root cause|next steps|next update by|next"
              + " update|incident start time|incident end time)\\s*:");
  private static final Set<String> SYMPTOMATIC =
      Set.of("title", "user impact", "more info", "scope of impact");

  private static final Pattern MARKUP = Pattern.compile("<[^>]{0,2000}>");
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern NUMERIC_ENTITY = Pattern.compile("&#(x?)([0-9a-fA-F]{1,6});");

  private IncidentReader() {}

  /// Whether it is a post of the message centre, which announces what will be and is no incident,
  /// even where it says that IMAP goes away. A feed that does not name itself is known by the form:
  /// a post has a category and no status.
  public static boolean isAnnouncement(ServiceIncident seen) {
    JsonNode received = seen.incident();
    return seen.source().equals("message-centre")
        || (received.hasNonNull("category")
            && !received.hasNonNull("status")
            && !received.hasNonNull("classification"));
  }

  /// Reads an incident; what is missing is empty.
  public static IncidentReport read(JsonNode issue) {
    String title = clean(issue.path("title").asText(""));
    String status = issue.path("status").asText("");
    Standing standing = standing(status, issue.path("isResolved").asBoolean(false));
    Instant end = time(issue, "endDateTime");
    if (end == null && standing == Standing.CLOSED) {
      end = time(issue, "lastModifiedDateTime");
    }
    String said =
        String.join(
            ". ",
            title,
            clean(issue.path("impactDescription").asText("")),
            symptoms(clean(newestPost(issue))));
    return new IncidentReport(
        issue.path("id").asText(),
        SPACE
            .matcher(MARKUP.matcher(issue.path("title").asText("")).replaceAll(" "))
            .replaceAll(" ")
            .strip(),
        clean(issue.path("service").asText("")),
        issue.path("classification").asText("").toLowerCase(Locale.ROOT),
        status,
        standing,
        time(issue, "startDateTime"),
        end,
        said);
  }

  private static Standing standing(String status, boolean resolved) {
    String word = status.toLowerCase(Locale.ROOT);
    if (word.equals(WITHDRAWN)) {
      return Standing.WITHDRAWN;
    }
    return resolved || CLOSED.contains(word) ? Standing.CLOSED : Standing.OPEN;
  }

  private static String newestPost(JsonNode issue) {
    String newest = "";
    String text = "";
    for (JsonNode post : issue.path("posts")) {
      String created = post.path("createdDateTime").asText("");
      String content = post.path("description").path("content").asText("");
      boolean tells = LABEL.matcher(content.toLowerCase(Locale.ROOT)).find() || text.isEmpty();
      if (tells && created.compareTo(newest) >= 0) { // "a report has been published" tells nothing
        newest = created;
        text = content;
      }
    }
    return text;
  }

  /// The labelled paragraphs that say what fails; the whole text where there is no label.
  private static String symptoms(String post) {
    Matcher label = LABEL.matcher(post);
    StringBuilder kept = new StringBuilder();
    int from = 0;
    boolean keep = true;
    while (label.find()) {
      if (keep) {
        kept.append(post, from, label.start()).append(' ');
      }
      keep = SYMPTOMATIC.contains(label.group(1));
      from = label.end();
    }
    if (keep) {
      kept.append(post, from, post.length());
    }
    return kept.toString().strip();
  }

  /// Lower case, without markup, with plain spaces and apostrophes.
  static String clean(String text) {
    String plain = MARKUP.matcher(text).replaceAll(" ");
    plain =
        NUMERIC_ENTITY
            .matcher(plain)
            .replaceAll(match -> {
              int code = Integer.parseInt(match.group(2), match.group(1).isEmpty() ? 10 : 16);
              return Matcher.quoteReplacement(
                  Character.isValidCodePoint(code) ? Character.toString(code) : " ");
            });
    plain =
        plain
            .replace("&nbsp;", " ")
            .replace("&amp;", "&")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&rsquo;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("\u00e2\u20ac\u2122", "'") // a curly apostrophe read as Windows-1252
            .replace("\u00e2\u0080\u0099", "'") // and as ISO 8859-1
            .replace('\u2019', '\'')
            .replace('\u2018', '\'')
            .replace('\u00a0', ' ');
    return SPACE.matcher(plain).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Instant time(JsonNode issue, String field) {
    String text = issue.path(field).asText("");
    if (text.isBlank()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return null; // a feed that writes times in another way still has an id and a text
    }
  }
}
