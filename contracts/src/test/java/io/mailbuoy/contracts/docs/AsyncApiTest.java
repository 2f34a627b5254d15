package io.mailbuoy.contracts.docs;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.kafka.DeadLetter;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The AsyncAPI document and the topics' declarations say the same.
class AsyncApiTest {
  private final AsyncApi api = AsyncApi.committed();

  static List<Topic<?>> topics() {
    return Topics.all();
  }

  @Test
  void hasExactlyTheTopics() {
    assertThat(api.document().path("asyncapi").asText()).startsWith("3.");
    assertThat(api.channels().keySet())
        .containsExactlyInAnyOrderElementsOf(Topics.all().stream().map(Topic::name).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void settingsAreThoseOfTheTopic(Topic<?> topic) {
    JsonNode kafka = channel(topic).path("bindings").path("kafka");
    assertThat(kafka.path("topic").asText()).isEqualTo(topic.name());
    assertThat(settings(kafka)).isEqualTo(topic.settings());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void theMessageIsTheEventOfTheTopic(Topic<?> topic) {
    JsonNode message = api.message(channel(topic));
    assertThat(message.path("name").asText()).isEqualTo(topic.eventType());
    assertThat(message.at("/bindings/kafka/key/description").asText()).isEqualTo(topic.keyedBy());
    assertThat(message.at("/headers/allOf/1/properties/ce_type/const").asText())
        .isEqualTo(topic.eventType());
    String schema = message.at("/payload/schema/$ref").asText();
    assertThat("/io/mailbuoy/contracts/" + schema).isEqualTo(topic.schema());
    assertThat(Topic.class.getResource(topic.schema())).as(topic.schema()).isNotNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topics")
  void somebodySendsAndSomebodyReceives(Topic<?> topic) {
    List<String> senders = api.parties(topic.name(), "send");
    assertThat(senders).isNotEmpty();
    // A broken channel is an alert like any other, and nobody but the notifier knows of it.
    int most = topic.equals(Topics.ALERTS) ? 2 : 1;
    assertThat(senders.stream().filter(party -> !party.equals("outside")).toList())
        .as("services that write")
        .hasSizeLessThanOrEqualTo(most);
    assertThat(api.parties(topic.name(), "receive")).isNotEmpty();
  }

  @Test
  void everyMessageIsOnAChannel() {
    List<JsonNode> used =
        Stream.of(api.document().path("channels"))
            .flatMap(JsonNode::valueStream)
            .map(api::message)
            .toList();
    assertThat(api.document().at("/components/messages").valueStream())
        .containsExactlyInAnyOrderElementsOf(used);
  }

  @Test
  void deadLettersStandBesideEveryTopic() {
    JsonNode channel = api.document().at("/channels/deadLetters");
    JsonNode topic = channel.at("/parameters/topic/enum");
    assertThat(topic.valueStream().map(JsonNode::asText))
        .containsExactlyElementsOf(Topics.all().stream().map(Topic::name).toList());
    assertThat(Topics.all())
        .allSatisfy(each ->
            assertThat(channel.path("address").asText().replace("{topic}", each.name()))
                .isEqualTo(each.deadLetters()));
    assertThat(settings(channel.at("/bindings/kafka"))).isEqualTo(Topic.deadLetterSettings());
    assertThat(api.message(channel).at("/headers/required").valueStream().map(JsonNode::asText))
        .containsExactly(
            DeadLetter.REASON, DeadLetter.TOPIC, DeadLetter.PARTITION, DeadLetter.OFFSET);
  }

  @Test
  void headersAreThoseThatAreWritten() {
    Headers written =
        Topics.CHANGES.headers(
            new io.mailbuoy.contracts.event.ChangeEvent(
                "contoso", java.time.Instant.EPOCH, "x", List.of(), null, null),
            "/test",
            TraceParent.start());
    JsonNode documented = api.document().at("/components/schemas/CloudEventHeaders");
    List<String> names = Stream.of(written.toArray()).map(header -> header.key()).toList();
    assertThat(documented.path("required").valueStream().map(JsonNode::asText))
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(documented.path("properties").propertyStream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  private JsonNode channel(Topic<?> topic) {
    return Objects.requireNonNull(api.channels().get(topic.name()), topic.name());
  }

  private static Map<String, String> settings(JsonNode kafka) {
    return kafka
        .path("topicConfiguration")
        .propertyStream()
        .collect(
            toMap(
                Map.Entry::getKey,
                entry ->
                    entry.getValue().isArray()
                        ? entry.getValue().path(0).asText()
                        : entry.getValue().asText()));
  }
}
