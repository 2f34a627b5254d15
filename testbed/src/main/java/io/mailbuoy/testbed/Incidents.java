package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Service health issues in Graph's shape, written as the service writes them: a title whose tense
/// changes, posts with labelled paragraphs, and a start that the closing record moves.
///
/// One object is one incident. It remembers its posts, so that a later stage carries the earlier
/// ones.
public final class Incidents {
  private static final DateTimeFormatter IN_WORDS =
      DateTimeFormatter.ofPattern("EEEE, MMMM d, uuuu, 'at' h:mm a 'UTC'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /// The words of an incident while it lasts and after it.
  private record Story(
      String id,
      String service,
      String feature,
      String featureGroup,
      String title,
      String pastTitle,
      String impact,
      String pastImpact,
      String moreInfo,
      String pastMoreInfo,
      String cause) {}

  private record Post(Instant at, String content) {}

  private final Story story;
  private final List<Post> posts = new ArrayList<>();

  private Incidents(Story story) {
    this.story = story;
  }

  /// IMAP4 sign-ins fail now and then, and nothing else does. Its id is `EX1215307`.
  public static Incidents imapOutage() {
    return imapOutage("EX1215307");
  }

  /// IMAP4 sign-ins fail now and then, and nothing else does.
  public static Incidents imapOutage(String id) {
    return new Incidents(
        new Story(
            id,
            "Exchange Online",
            "E-Mail timely delivery",
            "E-Mail and calendar access",
            "Some users may be intermittently unable to open their mailboxes over IMAP4",
            "Some users may have been unable to open their mailboxes over IMAP4",
            "Users may be intermittently unable to open their mailboxes over IMAP4.",
            "Users may have been intermittently unable to open their mailboxes over IMAP4.",
            "Only IMAP4 is affected; other connection methods are not impacted. A user who sees the"
                + " problem may succeed with a retry.",
            "Only IMAP4 was affected; other connection methods were not impacted. A user who saw the"
                + " problem may have succeeded with a retry.",
            "A recent change to how IMAP4 supports authentication conflicts with its configuration"
                + " and breaks some sign-ins."));
  }

  /// Outlook clients lose their connection. IMAP4 is named only to say that it works, which is what
  /// makes it a trap.
  public static Incidents outlookOutage(String id) {
    return new Incidents(
        new Story(
            id,
            "Exchange Online",
            "E-Mail and calendar access",
            "E-Mail and calendar access",
            "Some users may see the Outlook desktop client lose its connection",
            "Some users may have seen the Outlook desktop client lose its connection",
            "The Outlook desktop client may show that it is disconnected.",
            "The Outlook desktop client may have shown that it was disconnected.",
            "Outlook on the web, mobile clients and IMAP4 are not affected.",
            "Outlook on the web, mobile clients and IMAP4 were not affected.",
            "A client setting that was rolled out recently makes the client give up too early."));
  }

  /// Signing in fails for Exchange Online whatever the connection method.
  public static Incidents authenticationOutage(String id) {
    return new Incidents(
        new Story(
            id,
            "Exchange Online",
            "E-Mail and calendar access",
            "E-Mail and calendar access",
            "Some users may be unable to access Exchange Online with any connection method",
            "Some users may have been unable to access Exchange Online with any connection method",
            "Users may be unable to access Exchange Online with any connection method.",
            "Users may have been unable to access Exchange Online with any connection method.",
            "Every connection method is affected, among them Outlook on the web, IMAP4 and POP3.",
            "Every connection method was affected, among them Outlook on the web, IMAP4 and POP3.",
            "A part of the authentication infrastructure works below its expected performance."));
  }

  /// Signing in to anything fails.
  public static Incidents identityOutage(String id) {
    return new Incidents(
        new Story(
            id,
            "Microsoft Entra",
            "Sign-In",
            "Identity",
            "Users may be unable to sign in to services that use Microsoft Entra",
            "Users may have been unable to sign in to services that use Microsoft Entra",
            "Users may be unable to sign in, and applications may be unable to get tokens.",
            "Users may have been unable to sign in, and applications to get tokens.",
            "Any service that asks for a new sign-in is affected.",
            "Any service that asked for a new sign-in was affected.",
            "A section of the token issuing infrastructure does not answer in time."));
  }

  /// The incident as first told, at `at`, with the start known then.
  public ObjectNode published(Instant start, Instant at) {
    return open(start, at, "serviceDegradation", "We have found the cause and prepared a fix.");
  }

  /// The incident while work goes on.
  public ObjectNode updated(Instant start, Instant at) {
    return open(start, at, "restoringService", "The fix is on its way to the affected servers.");
  }

  /// The incident as told when it is over, with the start and end known then.
  public ObjectNode closed(Instant start, Instant end, Instant at) {
    add(
        at,
        paragraph("Title", story.pastTitle())
            + paragraph("User impact", story.pastImpact())
            + paragraph("More info", story.pastMoreInfo())
            + paragraph(
                "Final status",
                "The fix has reached every affected server, and our monitoring&nbsp;shows that the"
                    + " problem is gone.")
            + paragraph("Scope of impact", story.pastImpact())
            + paragraph("Start time", IN_WORDS.format(start))
            + paragraph("End time", IN_WORDS.format(end))
            + paragraph("Root cause", story.cause())
            + paragraph("Next steps", "We are looking at how such changes are tested beforehand.")
            + "<p>This is the final update for the event.</p>");
    return issue(story.pastTitle(), story.pastImpact(), "serviceRestored", start, at)
        .put("endDateTime", end.toString())
        .put("isResolved", true);
  }

  private ObjectNode open(Instant start, Instant at, String status, String currentStatus) {
    add(
        at,
        paragraph("Title", story.title())
            + paragraph("User impact", story.impact())
            + paragraph("More info", story.moreInfo())
            + paragraph("Current status", currentStatus)
            + paragraph("Scope of impact", story.impact())
            + paragraph("Start time", IN_WORDS.format(start))
            + paragraph("Preliminary root cause", story.cause())
            + paragraph("Next update by", IN_WORDS.format(at.plusSeconds(4 * 3600))));
    return issue(story.title(), story.impact(), status, start, at)
        .putNull("endDateTime")
        .put("isResolved", false);
  }

  private static String paragraph(String label, String text) {
    return "<p><strong>" + label + ":</strong> " + text + "</p>";
  }

  private void add(Instant at, String content) {
    posts.removeIf(post -> post.at().equals(at));
    posts.add(new Post(at, content));
  }

  private ObjectNode issue(String title, String impact, String status, Instant start, Instant at) {
    ObjectNode issue = Json.object();
    issue.put("startDateTime", start.toString());
    issue.putNull("endDateTime");
    issue.put("lastModifiedDateTime", at.toString());
    issue.put("title", title);
    issue.put("id", story.id());
    issue.put("impactDescription", impact);
    issue.put("classification", "incident");
    issue.put("origin", "microsoft");
    issue.put("status", status);
    issue.put("service", story.service());
    issue.put("feature", story.feature());
    issue.put("featureGroup", story.featureGroup());
    issue.put("isResolved", false);
    issue.putArray("details").addObject().put("name", "NotifyInApp").put("value", "True");
    ArrayNode all = issue.putArray("posts");
    for (Post post : posts) {
      ObjectNode told = all.addObject();
      told.put("createdDateTime", post.at().toString()).put("postType", "regular");
      told.putObject("description").put("contentType", "html").put("content", post.content());
    }
    return issue;
  }
}
