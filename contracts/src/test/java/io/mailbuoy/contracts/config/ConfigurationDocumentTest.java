package io.mailbuoy.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.docs.Document;
import io.mailbuoy.contracts.event.AlertFields;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
  private final Document document = new Document("docs/reference/configuration.md");

  @Test
  void theTableIsTheShapeWithItsDefaultsAndMeanings() {
    Map<String, Keys.Documented> typed =
        Keys.ofTypedForm().stream()
            .collect(Collectors.toMap(each -> each.key().path(), Function.identity()));
    StringBuilder table =
        new StringBuilder(
            """
            | key | type | default | meaning |
            | --- | --- | --- | --- |
            """);
    for (Keys.Key key : Keys.ofShape()) {
      Keys.Documented each = typed.getOrDefault(key.path(), new Keys.Documented(key, "", ""));
      String fallback =
          key.required()
              ? "**required**"
              : each.fallback().isEmpty() ? "" : "`" + each.fallback() + "`";
      table.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(key.path(), Keys.typeOf(key.path()), fallback, each.meaning()));
    }
    document.rewriteWhereAsked("keys", table.toString());
    assertThat(document.table("keys"))
        .as(document.remedy("ConfigurationDocumentTest"))
        .isEqualTo(table.toString());
  }

  @Test
  void everyKeyHasAMeaning() {
    List<String> silent =
        Keys.ofTypedForm().stream()
            .filter(each -> each.meaning().isEmpty())
            .map(each -> each.key().path())
            .toList();
    assertThat(silent).as("keys without a comment in MailbuoyConfig").isEmpty();
  }

  @Test
  void matchableFieldsAreThoseOfAnAlert() {
    StringBuilder table = new StringBuilder("| field | words |\n| --- | --- |\n");
    AlertFields.all()
        .forEach((name, field) ->
            table.append(
                "| `%s` | %s |%n"
                    .formatted(
                        name,
                        switch (field.form()) {
                          case WORD -> String.join(", ", field.words());
                          case TEXT -> "your own";
                          case NUMBER -> "a number";
                          case TIME -> "a time";
                        })));
    document.rewriteWhereAsked("match", table.toString());
    assertThat(document.table("match"))
        .as(document.remedy("ConfigurationDocumentTest"))
        .isEqualTo(table.toString());
  }
}
