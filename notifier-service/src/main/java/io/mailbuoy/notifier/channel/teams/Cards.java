package io.mailbuoy.notifier.channel.teams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.GroupMessage;
import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Templates;
import io.mailbuoy.notifier.channel.Templates.Part;
import io.mailbuoy.notifier.channel.Text;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes the Adaptive Card of a notification, in the envelope that a Workflows webhook expects.
///
/// Text of others stands in `RichTextBlock`s, whose runs are not read as Markdown, so that a server
/// cannot put links or mentions into a card. A card over the size that Teams takes is made shorter,
/// never refused: <https://adaptivecards.io/explorer/> for the elements, schema version 1.5.
///
/// @param mentions who is to be mentioned when an alert begins
record Cards(Optional<String> runbook, List<Mention> mentions, Templates templates) {
  /// 28 KB is the nominal limit, and bodies of 24 KB have been seen to fail.
  static final int LARGEST = 20_000;

  /// How many lines of evidence a card has; fewer where it would be too large.
  private static final int[] LINES = {25, 12, 6, 3, 1};

  /// How many alerts a card names, if need be in a few words each.
  static final int MOST_ALERTS = 40;

  private static final int[] LETTERS = {400, 250, 120, 60};
  private static final int DIGEST_LINE = 600;

  private static final int LONGEST_LINE = 400;
  private static final int MOST_ADVICE = 10;

  /// Teams shows six buttons at most:
  /// <https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference>.
  private static final int MOST_ACTIONS = 6;

  private static final int LONGEST_BUTTON = 40;

  byte[] write(Notification notification) {
    Message message = Message.of(notification, runbook);
    return own(notification, message).orElseGet(() -> builtIn(message, notification.action()));
  }

  /// Several alerts. The user's own card is about one, so it has no part in this. A digest that is
  /// too large is made shorter by its lines, and all else by their length, because each must be
  /// named.
  byte[] write(Group group) {
    for (GroupMessage.Room room : rooms(group.occasion())) {
      byte[] card = bytes(card(group, GroupMessage.of(group, runbook, room)));
      if (card.length <= LARGEST) {
        return card;
      }
    }
    throw new IllegalStateException("the shortest form of a group is far below the limit");
  }

  private static List<GroupMessage.Room> rooms(Occasion occasion) {
    return switch (occasion) {
      case Occasion.Digest _ ->
          Arrays.stream(LINES).mapToObj(most -> new GroupMessage.Room(most, DIGEST_LINE)).toList();
      case Occasion.Waited _, Occasion.Limited _, Occasion.Away _, Occasion.Started _ ->
          Arrays.stream(LETTERS)
              .mapToObj(letters -> new GroupMessage.Room(MOST_ALERTS, letters))
              .toList();
    };
  }

  private ObjectNode card(Group group, GroupMessage message) {
    ObjectNode card = frame(message.headline());
    ArrayNode body = card.withArray("body");
    ObjectNode head = first(run(body, message.headline()));
    head.put("weight", "bolder").put("size", "large");
    if (!(group.occasion() instanceof Occasion.Digest)) {
      boolean calls = GroupMessage.calls(group);
      head.put("color", colour(calls ? Action.TRIGGER : Action.UPDATE));
      if (calls) {
        Mention.add(mentions, body, card.withObject("/msteams"));
      }
    }
    first(run(body, message.occasion()).put("spacing", "small")).put("isSubtle", true);
    message.sections().forEach(section -> list(body, section.heading(), section.lines()));
    actions(card, message.pages());
    return envelope(message.headline(), card);
  }

  Map<String, Object> data(Notification notification) {
    return Templates.data(notification, Message.of(notification, runbook), LINES[0]);
  }

  private Optional<byte[]> own(Notification notification, Message message) {
    if (!templates.has(Part.CARD)) {
      return Optional.empty();
    }
    for (int most : LINES) {
      Optional<byte[]> card =
          templates
              .tryRender(Part.CARD, Templates.data(notification, message, most))
              .map(text -> bytes(envelope(spoken(message), tree(text))));
      if (card.filter(bytes -> bytes.length > LARGEST).isEmpty()) {
        return card;
      }
    }
    return Optional.empty();
  }

  private byte[] builtIn(Message message, Action action) {
    for (int most : LINES) {
      byte[] card = bytes(envelope(spoken(message), card(message, action, most)));
      if (card.length <= LARGEST) {
        return card;
      }
    }
    return bytes(envelope(spoken(message), head(message, action)));
  }

  /// @param spoken what a phone shows instead of the card
  private static ObjectNode envelope(String spoken, JsonNode card) {
    ObjectNode envelope = Json.mapper().createObjectNode();
    envelope.put("type", "message");
    envelope.put("summary", spoken);
    ObjectNode attachment = envelope.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.putNull("contentUrl");
    attachment.set("content", card);
    return envelope;
  }

  private ObjectNode card(Message message, Action action, int most) {
    ObjectNode card = head(message, action);
    ArrayNode body = card.withArray("body");
    facts(body, message.facts());
    incidents(body, message.links(), Math.min(most, MOST_ACTIONS));
    if (!message.summary().isEmpty()) {
      run(body, Text.clip(message.summary(), most * 100 + 300)).put("spacing", "medium");
    }
    list(body, "Evidence", Text.shortened(message.evidence(), most, LONGEST_LINE));
    list(
        body,
        "What to do",
        Text.shortened(message.advice(), Math.min(most, MOST_ADVICE), LONGEST_LINE));
    actions(card, message.pages());
    return card;
  }

  /// The head, with what must be said in any case. Its texts are bounded by [Message].
  private ObjectNode head(Message message, Action action) {
    ObjectNode card = frame(spoken(message));
    ArrayNode body = card.withArray("body");
    first(run(body, message.headline()))
        .put("weight", "bolder")
        .put("size", "large")
        .put("color", colour(action));
    switch (action) {
      case TRIGGER, EPISODE -> Mention.add(mentions, body, card.withObject("/msteams"));
      case UPDATE, ACKNOWLEDGE, RESOLVE -> {} // nobody is called for these
    }
    first(run(body, message.title())).put("weight", "bolder");
    first(run(body, message.reason()).put("spacing", "small")).put("isSubtle", true);
    return card;
  }

  private static ObjectNode frame(String spoken) {
    ObjectNode card = Json.mapper().createObjectNode();
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard");
    card.put("version", "1.5");
    card.put("fallbackText", spoken);
    card.put("speak", spoken);
    card.putObject("msteams").put("width", "Full");
    card.putArray("body");
    return card;
  }

  /// What a phone shows instead of the card.
  private static String spoken(Message message) {
    return Text.clip(message.headline() + " - " + message.title(), 300);
  }

  private static String colour(Action action) {
    return switch (action) {
      case TRIGGER -> "attention";
      case UPDATE, ACKNOWLEDGE, EPISODE -> "warning";
      case RESOLVE -> "good";
    };
  }

  private static ObjectNode run(ArrayNode body, String text) {
    ObjectNode block = body.addObject();
    block.put("type", "RichTextBlock");
    block.putArray("inlines").addObject().put("type", "TextRun").put("text", text);
    return block;
  }

  private static ObjectNode first(ObjectNode block) {
    return (ObjectNode) block.path("inlines").path(0);
  }

  private static void facts(ArrayNode body, List<Message.Fact> facts) {
    ObjectNode set = body.addObject();
    set.put("type", "FactSet");
    set.put("separator", true);
    ArrayNode entries = set.putArray("facts");
    for (Message.Fact fact : facts) {
      entries
          .addObject()
          .put("title", fact.label())
          .put("value", escaped(Text.clip(fact.value(), LONGEST_LINE)));
    }
  }

  /// The provider's incidents, each with a link on its id.
  private static void incidents(ArrayNode body, List<Message.Link> links, int most) {
    for (Message.Link link : links.subList(0, Math.min(most, links.size()))) {
      ObjectNode block = run(body, link.name());
      block.put("spacing", "small");
      first(block)
          .put("color", "accent")
          .putObject("selectAction")
          .put("type", "Action.OpenUrl")
          .put("url", link.href());
      String rest =
          link.text().startsWith(link.name()) ? link.text().substring(link.name().length()) : "";
      if (!rest.isEmpty()) {
        block.withArray("inlines").addObject().put("type", "TextRun").put("text", rest);
      }
    }
    if (links.size() > most) {
      run(body, "… and " + (links.size() - most) + " more incidents").put("spacing", "small");
    }
  }

  private static void list(ArrayNode body, String heading, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    first(run(body, heading).put("spacing", "medium")).put("weight", "bolder");
    for (String line : lines) {
      run(body, "• " + line).put("spacing", "small");
    }
  }

  private static void actions(ObjectNode card, List<Message.Link> pages) {
    if (pages.isEmpty()) {
      return;
    }
    ArrayNode actions = card.putArray("actions");
    pages.stream()
        .limit(MOST_ACTIONS)
        .forEach(page ->
            actions
                .addObject()
                .put("type", "Action.OpenUrl")
                .put("title", Text.clip("Open " + page.name(), LONGEST_BUTTON))
                .put("url", page.href()));
  }

  /// A fact's value is read as Markdown, so its marks are escaped.
  static String escaped(String text) {
    return text.replaceAll("([\\\\`*_\\[\\]()<>#~|])", "\\\\$1");
  }

  private static JsonNode tree(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("the templates have checked it", e);
    }
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return Json.mapper().writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a card cannot be written", e);
    }
  }
}
