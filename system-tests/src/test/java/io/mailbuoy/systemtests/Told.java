package io.mailbuoy.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.testbed.WebhookReceiver;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/// What one message says of alerts, whichever form it has.
///
/// @param at when it arrived
/// @param lines from top to bottom
record Told(Instant at, List<String> lines) {
  /// What a message says of one alert.
  enum What {
    NOTHING,
    BEGIN,
    END,
    /// It began and ended.
    BOTH
  }

  static Told card(WebhookReceiver.Received request) {
    return new Told(request.at(), request.json().findValuesAsText("text"));
  }

  /// In the words of a card.
  static Told event(WebhookReceiver.Received request) {
    JsonNode event = request.json();
    String action = event.path("event_action").asText(event.path("action").asText());
    String id = event.path("dedup_key").asText(event.path("subject").asText());
    String word =
        switch (action) {
          case "resolve" -> "Resolved";
          case "episode" -> "Began and already resolved";
          default -> action;
        };
    return new Told(request.at(), List.of(word, id));
  }

  static Told mail(Instant at, MimeMessage mail) {
    try {
      String text = (String) ((MimeMultipart) mail.getContent()).getBodyPart(0).getContent();
      return new Told(at, text.lines().toList());
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  What of(String alert) {
    if (lines.stream().noneMatch(line -> line.contains(alert))) {
      return What.NOTHING;
    }
    if (lines.stream().noneMatch(line -> line.startsWith("Told together"))) {
      return what(lines.getFirst());
    }
    String heading = "";
    for (String line : lines) {
      boolean entry = line.startsWith("•") || line.startsWith("- ");
      if (!entry) {
        heading = line;
      } else if (line.contains(alert)) {
        return what(heading);
      }
    }
    throw new AssertionError(alert + " stands in no line of " + lines);
  }

  private static What what(String words) {
    if (words.startsWith("Began and")) {
      return What.BOTH;
    }
    return words.startsWith("Resolved") || words.equals("Ended") ? What.END : What.BEGIN;
  }
}
