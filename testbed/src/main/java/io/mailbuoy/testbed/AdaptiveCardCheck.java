package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether Teams would show a card: the documented elements and properties of Adaptive Cards 1.5,
/// of which a webhook's card may have only some. Source: <https://adaptivecards.io/explorer/>, and
/// <https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format>
/// for what Teams adds.
final class AdaptiveCardCheck {
  private static final Set<String> VERSIONS = Set.of("1.0", "1.1", "1.2", "1.3", "1.4", "1.5");

  private static final Set<String> CARD =
      Set.of(
          "$schema",
          "type",
          "version",
          "body",
          "actions",
          "selectAction",
          "fallbackText",
          "backgroundImage",
          "minHeight",
          "rtl",
          "speak",
          "lang",
          "verticalContentAlignment",
          "msteams");

  /// What every element of a body may have.
  private static final Set<String> COMMON =
      Set.of("type", "fallback", "height", "separator", "spacing", "id", "isVisible", "requires");

  private static final Set<String> TEXT = Set.of("color", "fontType", "isSubtle", "size", "weight");

  private static final Map<String, Set<String>> ELEMENTS =
      Map.of(
          "TextBlock", with(TEXT, "text", "horizontalAlignment", "maxLines", "wrap", "style"),
          "RichTextBlock", Set.of("inlines", "horizontalAlignment"),
          "FactSet", Set.of("facts"),
          "ColumnSet",
              Set.of(
                  "columns", "selectAction", "style", "bleed", "minHeight", "horizontalAlignment"),
          "Column",
              Set.of(
                  "items",
                  "selectAction",
                  "style",
                  "bleed",
                  "minHeight",
                  "width",
                  "rtl",
                  "backgroundImage",
                  "verticalContentAlignment"),
          "Container",
              Set.of(
                  "items",
                  "selectAction",
                  "style",
                  "bleed",
                  "minHeight",
                  "rtl",
                  "backgroundImage",
                  "verticalContentAlignment"),
          "ActionSet", Set.of("actions"),
          "Image",
              Set.of(
                  "url",
                  "altText",
                  "backgroundColor",
                  "horizontalAlignment",
                  "selectAction",
                  "size",
                  "style",
                  "width"),
          "ImageSet", Set.of("images", "imageSize"),
          "Table",
              Set.of(
                  "columns",
                  "rows",
                  "firstRowAsHeader",
                  "showGridLines",
                  "gridStyle",
                  "horizontalCellContentAlignment",
                  "verticalCellContentAlignment"));

  private static final Map<String, String> REQUIRED =
      Map.of(
          "TextBlock", "text",
          "RichTextBlock", "inlines",
          "FactSet", "facts",
          "ColumnSet", "columns",
          "Container", "items",
          "ActionSet", "actions",
          "Image", "url",
          "ImageSet", "images",
          "Table", "rows");

  private static final Set<String> RUN =
      with(
          TEXT,
          "type",
          "text",
          "highlight",
          "italic",
          "selectAction",
          "strikethrough",
          "underline");

  private static final Set<String> OPEN_URL =
      Set.of(
          "type",
          "url",
          "title",
          "iconUrl",
          "id",
          "style",
          "fallback",
          "tooltip",
          "isEnabled",
          "mode",
          "requires");

  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "color", Set.of("default", "dark", "light", "accent", "good", "warning", "attention"),
          "size", Set.of("default", "small", "medium", "large", "extraLarge"),
          "weight", Set.of("default", "lighter", "bolder"),
          "fontType", Set.of("default", "monospace"),
          "spacing",
              Set.of("default", "none", "small", "medium", "large", "extraLarge", "padding"));

  private static final Set<String> FLAGS =
      Set.of("wrap", "isSubtle", "separator", "isVisible", "isEnabled", "highlight", "italic");

  private final List<String> faults = new ArrayList<>();

  private AdaptiveCardCheck() {}

  /// Everything that is wrong with a card; empty where nothing is.
  static List<String> faults(JsonNode card) {
    AdaptiveCardCheck check = new AdaptiveCardCheck();
    check.card(card);
    return check.faults;
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  private void card(JsonNode card) {
    require(card.path("type").asText().equals("AdaptiveCard"), "content is no AdaptiveCard");
    require(
        card.path("version").isTextual() && VERSIONS.contains(card.path("version").asText()),
        "version is not among " + VERSIONS.stream().sorted().toList());
    properties("AdaptiveCard", card, CARD);
    JsonNode body = card.path("body");
    require(body.isArray() && !body.isEmpty(), "the card has no body");
    body.forEach(this::element);
    card.path("actions").forEach(this::action);
    teams(card, card.path("msteams"));
  }

  /// A mention must stand in a text of the card, letter by letter.
  private void teams(JsonNode card, JsonNode teams) {
    Set<String> shown = new HashSet<>(card.findValuesAsText("text"));
    for (JsonNode entity : teams.path("entities")) {
      String tag = entity.path("text").asText();
      require(
          tag.startsWith("<at>") && card.path("body").toString().contains(tag),
          "a mention that no text shows");
      require(
          entity.path("mentioned").path("id").isTextual()
              && entity.path("mentioned").path("name").isTextual(),
          "a mention without id and name");
    }
    require(
        teams.path("entities").size() > 0 || shown.stream().noneMatch(t -> t.contains("<at>")),
        "<at> without an entity");
  }

  private void element(JsonNode element) {
    String type = element.path("type").asText();
    Set<String> own = ELEMENTS.get(type);
    if (own == null) {
      faults.add("unknown element '" + type + "'");
      return;
    }
    properties(type, element, with(own, COMMON.toArray(String[]::new)));
    String required = REQUIRED.get(type);
    require(
        required == null || !element.path(required).isMissingNode(), type + " without " + required);
    element.path("items").forEach(this::element);
    element.path("columns").forEach(column -> column.path("items").forEach(this::element));
    element.path("images").forEach(this::element);
    for (JsonNode fact : element.path("facts")) {
      require(
          fact.path("title").isTextual() && fact.path("value").isTextual(),
          "a fact needs title and value");
      properties("Fact", fact, Set.of("type", "title", "value"));
    }
    element.path("inlines").forEach(this::inline);
    element.path("actions").forEach(this::action);
  }

  private void inline(JsonNode run) {
    if (run.isTextual()) {
      return;
    }
    require(run.path("type").asText().equals("TextRun"), "an inline that is no TextRun");
    require(run.path("text").isTextual(), "TextRun without text");
    properties("TextRun", run, RUN);
  }

  private void action(JsonNode action) {
    require(
        action.path("type").asText().equals("Action.OpenUrl"),
        "a webhook's card can only have Action.OpenUrl");
    require(action.path("url").isTextual(), "Action.OpenUrl without url");
    properties("Action.OpenUrl", action, OPEN_URL);
  }

  private void properties(String type, JsonNode node, Set<String> known) {
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      String name = property.getKey();
      JsonNode value = property.getValue();
      require(known.contains(name), type + " has no property " + name);
      Set<String> words = WORDS.get(name);
      require(
          words == null || type.equals("Image") || words.contains(value.asText()),
          name + " is none of " + words);
      require(!FLAGS.contains(name) || value.isBoolean(), name + " is no boolean");
    }
    if (node.has("selectAction")) {
      action(node.path("selectAction"));
    }
  }

  private void require(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }
}
