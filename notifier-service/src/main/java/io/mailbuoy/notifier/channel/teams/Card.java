package io.mailbuoy.notifier.channel.teams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Text;
import java.io.UncheckedIOException;
import java.util.List;

/// The Adaptive Card of a message, in the envelope that a Workflows webhook expects.
///
/// Text of others stands in `RichTextBlock`s, whose runs are not read as Markdown, so that a server
/// cannot put links or mentions into a card. A card over the size that Teams takes is made shorter,
/// never refused: <https://adaptivecards.io/explorer/> for the elements, schema version 1.5.
final class Card {
  /// 28 KB is the nominal limit, and bodies of 24 KB have been seen to fail.
  static final int LARGEST = 20_000;

  private static final int[] EVIDENCE = {25, 12, 6, 3, 1};
  private static final int LONGEST_LINE = 400;

  private Card() {}

  static byte[] of(Message message, Action action) {
    byte[] card = new byte[0];
    for (int most : EVIDENCE) {
      card = write(envelope(message, action, most));
      if (card.length <= LARGEST) {
        return card;
      }
    }
    return card;
  }

  private static ObjectNode envelope(Message message, Action action, int most) {
    ObjectNode envelope = Json.mapper().createObjectNode();
    envelope.put("type", "message");
    envelope.put("summary", spoken(message));
    ObjectNode attachment = envelope.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.putNull("contentUrl");
    attachment.set("content", card(message, action, most));
    return envelope;
  }

  private static ObjectNode card(Message message, Action action, int most) {
    ObjectNode card = Json.mapper().createObjectNode();
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard");
    card.put("version", "1.5");
    card.put("fallbackText", spoken(message));
    card.put("speak", spoken(message));
    card.putObject("msteams").put("width", "Full");
    ArrayNode body = card.putArray("body");
    run(body, message.headline())
        .put("weight", "Bolder")
        .put("size", "Large")
        .put("color", colour(action));
    run(body, message.title()).put("weight", "Bolder");
    run(body, message.reason()).put("isSubtle", true);
    paragraph(body, Text.clip(message.summary(), most * 100 + 300));
    facts(body, message.facts());
    list(body, "Evidence", Text.shortened(message.evidence(), most, LONGEST_LINE));
    list(body, "What to do", Text.shortened(message.advice(), Math.min(most, 10), LONGEST_LINE));
    links(card, message.links(), Math.min(most, 6));
    return card;
  }

  /// What a phone shows instead of the card.
  private static String spoken(Message message) {
    return Text.clip(message.headline() + " - " + message.title(), 300);
  }

  private static String colour(Action action) {
    return switch (action) {
      case TRIGGER -> "Attention";
      case UPDATE, ACKNOWLEDGE, EPISODE -> "Warning";
      case RESOLVE -> "Good";
    };
  }

  private static ObjectNode run(ArrayNode body, String text) {
    ObjectNode block = body.addObject();
    block.put("type", "RichTextBlock");
    return block.putArray("inlines").addObject().put("type", "TextRun").put("text", text);
  }

  private static void paragraph(ArrayNode body, String text) {
    if (!text.isEmpty()) {
      run(body, text);
    }
  }

  private static void facts(ArrayNode body, List<Message.Fact> facts) {
    ObjectNode set = body.addObject();
    set.put("type", "FactSet");
    ArrayNode entries = set.putArray("facts");
    for (Message.Fact fact : facts) {
      entries
          .addObject()
          .put("title", fact.label())
          .put("value", escaped(Text.clip(fact.value(), LONGEST_LINE)));
    }
  }

  private static void list(ArrayNode body, String heading, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    run(body, heading).put("weight", "Bolder");
    for (String line : lines) {
      run(body, "• " + line);
    }
  }

  private static void links(ObjectNode card, List<Message.Link> links, int most) {
    if (links.isEmpty()) {
      return;
    }
    ArrayNode actions = card.putArray("actions");
    links.stream()
        .limit(most)
        .forEach(link ->
            actions
                .addObject()
                .put("type", "Action.OpenUrl")
                .put("title", Text.clip(link.text(), 80))
                .put("url", link.href()));
  }

  /// A fact's value is read as Markdown, so its marks are escaped.
  static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]()<>#~|])", "\\\\$1");
  }

  private static byte[] write(ObjectNode node) {
    try {
      return Json.mapper().writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a card cannot be written", e);
    }
  }
}
