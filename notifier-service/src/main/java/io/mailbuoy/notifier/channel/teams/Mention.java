package io.mailbuoy.notifier.channel.teams;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Somebody who is mentioned, so that Teams calls them:
/// <https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#mention-support-within-adaptive-cards>.
///
/// @param upn the sign-in name
/// @param name what the card shows
record Mention(String upn, String name) {
  private static final Pattern NAMED = Pattern.compile("\\s*(.*?)\\s*<([^<>]+)>\\s*");

  /// From `anna@contoso.com` or `Anna Berg <anna@contoso.com>`.
  static Mention of(String text) {
    Matcher named = NAMED.matcher(text);
    return named.matches() && !named.group(1).isEmpty()
        ? new Mention(named.group(2).strip(), named.group(1).replaceAll("[<>]", ""))
        : new Mention(text.strip(), text.strip());
  }

  /// Puts the mentions into a card: a text that shows them, and who they are.
  static void add(List<Mention> mentions, ArrayNode body, ObjectNode teams) {
    if (mentions.isEmpty()) {
      return;
    }
    ObjectNode block = body.addObject();
    block.put("type", "TextBlock");
    block.put("wrap", true);
    block.put("text", String.join(" ", mentions.stream().map(Mention::tag).toList()));
    ArrayNode entities = teams.putArray("entities");
    for (Mention mention : mentions) {
      ObjectNode entity = entities.addObject();
      entity.put("type", "mention");
      entity.put("text", mention.tag());
      entity.putObject("mentioned").put("id", mention.upn()).put("name", mention.name());
    }
  }

  private String tag() {
    return "<at>" + name + "</at>";
  }
}
