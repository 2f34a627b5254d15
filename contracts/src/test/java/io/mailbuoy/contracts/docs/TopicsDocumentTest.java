package io.mailbuoy.contracts.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicsDocumentTest {
  private final Document document = new Document("docs/reference/topics.md");
  private final AsyncApi api = AsyncApi.committed();

  @Test
  void theTableIsTheTopics() {
    StringBuilder table =
        new StringBuilder(
            """
            | topic | key | cleanup | value | written by | read by |
            | --- | --- | --- | --- | --- | --- |
            """);
    Topics.all().forEach(topic -> table.append(row(topic)));
    table.append(
        "| `<topic>.dead-letters` | as source | %s | as source | who cannot read or deliver | people |%n"
            .formatted(cleanup(Topic.deadLetterSettings())));
    document.rewriteWhereAsked("topics", table.toString());
    assertThat(document.table("topics"))
        .as(document.remedy("TopicsDocumentTest"))
        .isEqualTo(table.toString());
  }

  private String row(Topic<?> topic) {
    String schema = topic.schema().substring(topic.schema().lastIndexOf('/') + 1);
    return "| `%s` | %s | %s | [%s](../../contracts/src/main/resources%s) | %s | %s |%n"
        .formatted(
            topic.name(),
            topic.keyedBy(),
            cleanup(topic.settings()),
            schema.replace(".schema.json", ""),
            topic.schema(),
            String.join(", ", api.parties(topic.name(), "send")),
            String.join(", ", api.parties(topic.name(), "receive")));
  }

  private static String cleanup(java.util.Map<String, String> settings) {
    String retention = settings.get("retention.ms");
    return retention == null
        ? "compact"
        : "delete, " + Duration.ofMillis(Long.parseLong(retention)).toDays() + " d";
  }
}
