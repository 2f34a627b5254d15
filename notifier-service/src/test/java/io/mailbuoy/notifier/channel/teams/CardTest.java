package io.mailbuoy.notifier.channel.teams;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static io.mailbuoy.notifier.channel.ChannelContract.config;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Templates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CardTest {
  private static final Templates NO_TEMPLATES =
      Templates.of("mailbuoy.channels.team", config("{type: teams, url: \"https://x.example\"}"));

  private static byte[] bytes(Alert alert, Action action) {
    Notification notification =
        new Notification(alert, action, "a new alert", Optional.empty(), ONSET.plusSeconds(301));
    return new Cards(Optional.empty(), List.of(), NO_TEMPLATES).write(notification);
  }

  private static JsonNode card(Alert alert, Action action) {
    try {
      return Json.mapper()
          .readTree(bytes(alert, action))
          .path("attachments")
          .path(0)
          .path("content");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(JsonNode card) {
    List<String> texts = new ArrayList<>(card.findValuesAsText("text"));
    texts.addAll(card.findValuesAsText("value"));
    return texts;
  }

  @Test
  void theVerdictIsTheFirstLine() {
    JsonNode first = card(alert().make(), Action.TRIGGER).path("body").path(0);
    assertThat(first.path("inlines").path(0).path("text").asText())
        .isEqualTo("CRITICAL: Provider outage, the provider's fault, not acknowledged yet");
  }

  @Test
  void itSaysSinceWhenForHowManyAndThatMicrosoftIsSilent() {
    assertThat(texts(card(alert().make(), Action.TRIGGER)))
        .contains("2 Jan 2026, 00:01 UTC", "has not acknowledged it")
        .anyMatch(text -> text.contains("3 of 5 targets"))
        .anyMatch(text -> text.contains("12 of 40 first attempts failed"))
        .anyMatch(text -> text.contains("Wait for the provider."));
  }

  @Test
  void anIncidentIsNamedAndLinked() {
    JsonNode card =
        card(
            alert().confirmedBy("EX1215307", ONSET.plus(Duration.ofDays(6))).make(), Action.UPDATE);
    assertThat(card.path("actions").path(0).path("type").asText()).isEqualTo("Action.OpenUrl");
    assertThat(card.path("actions").path(0).path("url").asText())
        .isEqualTo("https://admin.microsoft.com/#/servicehealth/:/alerts/EX1215307");
    assertThat(texts(card)).anyMatch(text -> text.contains("acknowledged it as EX1215307"));
  }

  @Test
  void anEndSaysHowLongItTook() {
    JsonNode card =
        card(alert().resolved(4, ONSET.plus(Duration.ofHours(155))).make(), Action.RESOLVE);
    assertThat(texts(card).getFirst()).startsWith("Resolved after 6 d 11 h");
  }

  @Test
  void aLongCardIsMadeShorterAndSaysByHowMuch() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      lines.add("line " + i + " " + "ü€😀\"\\".repeat(200));
    }
    Alert alert =
        alert()
            .title("Ä".repeat(5_000))
            .summary("😀".repeat(20_000))
            .evidence(lines)
            .advice(lines)
            .make();
    assertThat(bytes(alert, Action.TRIGGER).length).isLessThanOrEqualTo(Cards.LARGEST);
    assertThat(texts(card(alert, Action.TRIGGER)))
        .anyMatch(text -> text.matches("• … and \\d+ more"));
  }

  @Test
  void whatAServerSaysCannotBecomeALink() {
    Alert alert =
        alert().service("[evil](https://evil.example)").evidence(List.of("[a](b) **c**")).make();
    JsonNode card = card(alert, Action.TRIGGER);
    assertThat(card.toString()).doesNotContain("\"TextBlock\"");
    assertThat(texts(card)).contains("• [a](b) **c**");
    assertThat(card.findValuesAsText("value"))
        .anyMatch(value -> value.contains("\\[evil\\]\\(https://evil.example\\)"));
  }

  @Test
  void aPhoneShowsMoreThanTheWordCard() throws IOException {
    JsonNode envelope = Json.mapper().readTree(bytes(alert().make(), Action.TRIGGER));
    assertThat(envelope.path("summary").asText()).contains("Provider outage");
    assertThat(envelope.path("type").asText()).isEqualTo("message");
  }
}
