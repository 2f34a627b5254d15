package io.mailbuoy.classifier.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Json;
import org.jspecify.annotations.Nullable;

/// Incidents in the shape of the admin centre's feed, in our own words.
public final class Feed {
  private final ObjectNode issue = Json.mapper().createObjectNode();

  private Feed(String id, String title) {
    issue.put("id", id);
    issue.put("title", title);
    issue.put("impactDescription", title);
    issue.put("service", "Exchange Online");
    issue.put("classification", "incident");
    issue.put("status", "serviceDegradation");
    issue.put("isResolved", false);
    issue.put("lastModifiedDateTime", "2026-01-08T05:45:28Z");
    issue.putNull("endDateTime");
  }

  public static Feed issue(String id, String title) {
    return new Feed(id, title);
  }

  /// The incident of the outage that everything is measured by, as it was first published.
  public static Feed imapOutage() {
    return issue("EX1215307", "A part of users cannot open their mailboxes over IMAP4 now and then")
        .start("2026-01-08T04:35:17Z")
        .post(
            "2026-01-08T05:45:28Z",
            "<p>Title: A part of users cannot open their mailboxes over IMAP4 now and then</p>"
                + "<p>User impact: Users may be unable to access their mailboxes over&nbsp;IMAP4 now"
                + " and then.</p><p>More info: Impact is specific to IMAP4, other connection methods"
                + " are not impacted. A retry may work.</p><p>Root cause: A rollout of authentication"
                + " code for IMAP holds a conflict.</p>");
  }

  /// The same when it was closed, with its start moved back.
  public static Feed imapOutageClosed() {
    return imapOutage()
        .start("2026-01-02T00:00:00Z")
        .ended("serviceRestored", "2026-01-08T11:30:00Z");
  }

  public Feed service(String service) {
    issue.put("service", service);
    return this;
  }

  public Feed classification(String word) {
    issue.put("classification", word);
    return this;
  }

  public Feed status(String word) {
    issue.put("status", word);
    return this;
  }

  public Feed start(String at) {
    issue.put("startDateTime", at);
    return this;
  }

  public Feed ended(String status, @Nullable String at) {
    issue.put("status", status);
    issue.put("isResolved", true);
    issue.put("endDateTime", at);
    return this;
  }

  public Feed impact(String text) {
    issue.put("impactDescription", text);
    return this;
  }

  public Feed post(String at, String content) {
    ObjectNode post = issue.withArray("posts").addObject();
    post.put("createdDateTime", at);
    post.put("postType", "regular");
    post.putObject("description").put("contentType", "html").put("content", content);
    return this;
  }

  public JsonNode json() {
    return issue.deepCopy();
  }
}
