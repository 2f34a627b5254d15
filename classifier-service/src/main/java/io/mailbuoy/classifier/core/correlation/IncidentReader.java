package io.mailbuoy.classifier.core.correlation;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.classifier.core.correlation.IncidentReport.Standing;
import io.mailbuoy.classifier.core.correlation.reading.Paragraph;
import io.mailbuoy.classifier.core.correlation.reading.Passage;
import io.mailbuoy.classifier.core.correlation.reading.TextReader;
import io.mailbuoy.contracts.event.ServiceIncident;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a Graph v1.0 `serviceHealthIssue` as it is met in the wild: words of enumerations in
/// either case, unknown words, posts as HTML or as plain text with labelled paragraphs, `&nbsp;`,
/// curly and broken apostrophes, and times that are missing. `feature` is not read: it names the
/// part of the product where the report was filed, which often is not what fails.
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
  private static final String WORKLOADS = "affectedchildworkloads";
  private static final Set<Paragraph> WHAT_FAILS =
      EnumSet.of(Paragraph.TITLE, Paragraph.USER_IMPACT);

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
    TextReader reader = Vocabulary.SHIPPED.reader();
    String title = text(issue, "title");
    String status = issue.path("status").asText("");
    Standing standing = standing(status, issue.path("isResolved").asBoolean(false));
    Instant end = time(issue, "endDateTime");
    if (end == null && standing != Standing.OPEN) {
      end = time(issue, "lastModifiedDateTime");
    }
    return new IncidentReport(
        issue.path("id").asText(),
        title,
        text(issue, "service").toLowerCase(Locale.ROOT),
        workloads(issue),
        issue.path("classification").asText("").toLowerCase(Locale.ROOT),
        status,
        standing,
        time(issue, "startDateTime"),
        end,
        reader.statements(passages(issue, title, reader)));
  }

  private static String text(JsonNode issue, String field) {
    return TextReader.plain(issue.path(field).asText(""));
  }

  private static List<String> workloads(JsonNode issue) {
    List<String> names = new ArrayList<>();
    for (JsonNode detail : issue.path("details")) {
      if (detail.path("name").asText("").toLowerCase(Locale.ROOT).equals(WORKLOADS)) {
        for (String name : detail.path("value").asText("").split(",", -1)) {
          if (!name.isBlank()) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
          }
        }
      }
    }
    return List.copyOf(names);
  }

  private static Standing standing(String status, boolean resolved) {
    String word = status.toLowerCase(Locale.ROOT);
    if (word.equals(WITHDRAWN)) {
      return Standing.WITHDRAWN;
    }
    return resolved || CLOSED.contains(word) ? Standing.CLOSED : Standing.OPEN;
  }

  /// The record's own title and impact, the newest post that says what fails, and what later posts
  /// add. A later paragraph takes the place of the same one before; what a report said at first and
  /// no longer says is not held against it.
  private static List<Passage> passages(JsonNode issue, String title, TextReader reader) {
    List<Passage> passages = new ArrayList<>();
    passages.add(new Passage(Paragraph.TITLE, title));
    passages.add(new Passage(Paragraph.USER_IMPACT, text(issue, "impactDescription")));
    List<Passage> told = new ArrayList<>();
    for (List<Passage> post : posts(issue, reader)) {
      if (post.stream().anyMatch(passage -> WHAT_FAILS.contains(passage.paragraph()))) {
        told.clear();
      }
      for (Passage passage : post) {
        told.removeIf(old ->
            old.paragraph() == passage.paragraph() && old.paragraph() != Paragraph.UNLABELLED);
      }
      told.addAll(post);
    }
    passages.addAll(told);
    return passages;
  }

  private static List<List<Passage>> posts(JsonNode issue, TextReader reader) {
    List<JsonNode> posts = new ArrayList<>();
    issue.path("posts").forEach(posts::add);
    posts.sort(Comparator.comparing((JsonNode post) -> post.path("createdDateTime").asText("")));
    return posts.stream()
        .map(post -> reader.passages(post.path("description").path("content").asText("")))
        .toList();
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
