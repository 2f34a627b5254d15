package io.mailbuoy.contracts.docs;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.kafka.Access;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
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

  @Test
  void theTableOfAccessIsTheAccess() {
    StringBuilder table =
        new StringBuilder(
            """
            | who | resource | may | for |
            | --- | --- | --- | --- |
            """);
    for (Access access : Access.all()) {
      for (Access.Grant grant : access.grants()) {
        table.append(
            "| %s | %s `%s%s` | %s | %s |%n"
                .formatted(
                    access.party(),
                    grant.type().name().toLowerCase(Locale.ROOT),
                    grant.name(),
                    grant.pattern() == PatternType.PREFIXED ? "*" : "",
                    grant.operationsInWords(),
                    grant.why()));
      }
    }
    document.rewriteWhereAsked("access", table.toString());
    assertThat(document.table("access"))
        .as(document.remedy("TopicsDocumentTest"))
        .isEqualTo(table.toString());
  }

  @Test
  void whoeverIsSaidToReadOrWriteATopicMay() {
    for (Topic<?> topic : Topics.all()) {
      assertThat(allowed(topic, AclOperation.WRITE))
          .as("who may write " + topic.name())
          .isEqualTo(services(topic, "send"));
      assertThat(allowed(topic, AclOperation.READ))
          .as("who may read " + topic.name())
          .isEqualTo(services(topic, "receive"));
    }
  }

  private static Set<String> allowed(Topic<?> topic, AclOperation operation) {
    return Access.all().stream()
        .filter(access ->
            access.grants().stream()
                .anyMatch(grant ->
                    grant.name().equals(topic.name()) && grant.operations().contains(operation)))
        .map(Access::party)
        .collect(toSet());
  }

  private Set<String> services(Topic<?> topic, String action) {
    return api.parties(topic.name(), action).stream()
        .filter(party -> !party.equals("outside"))
        .collect(toSet());
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
