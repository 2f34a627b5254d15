package io.mailbuoy.notifier.channel.teams;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static io.mailbuoy.notifier.channel.ChannelContract.config;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Relation;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Templates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

  @Test
  void anIncidentIsNamedWithALinkAndItsButtonIsShort() {
    JsonNode card = card(alert().confirmedBy("EX1215307", ONSET).make(), Action.UPDATE);
    assertThat(card.findValues("selectAction"))
        .extracting(action -> action.path("url").asText())
        .containsExactly("https://admin.microsoft.com/#/servicehealth/:/alerts/EX1215307");
    assertThat(card.path("actions").path(0).path("title").asText()).isEqualTo("Open EX1215307");
    assertThat(card.path("fallbackText").asText()).contains("acknowledged as EX1215307");
  }

  @Test
  void whereTheProviderIsSilentItsStatusPageIsLinked() {
    assertThat(card(alert().make(), Action.TRIGGER).path("actions").findValuesAsText("url"))
        .containsExactly("https://admin.microsoft.com/#/servicehealth");
    assertThat(card(alert().service("own-mail").make(), Action.TRIGGER).has("actions")).isFalse();
  }

  @Test
  void theRunbookIsTheFirstButton() {
    Notification notification =
        new Notification(alert().make(), Action.TRIGGER, "new", Optional.empty(), ONSET);
    String text =
        new String(
            new Cards(Optional.of("https://wiki.example.org/mail"), List.of(), NO_TEMPLATES)
                .write(notification),
            UTF_8);
    assertThat(text)
        .contains(
            "\"actions\":[{\"type\":\"Action.OpenUrl\",\"title\":\"Open runbook\","
                + "\"url\":\"https://wiki.example.org/mail\"}");
  }

  /// Whatever an alert holds, its card is within the limit and says the verdict first.
  @Test
  void noAlertIsTooLarge() {
    long seed = 20_260_102;
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Alert alert = monster(random);
      for (Action action : Action.values()) {
        byte[] bytes = bytes(alert, action);
        assertThat(bytes.length)
            .as("seed %d, alert %d, %s", seed, i, action)
            .isLessThanOrEqualTo(Cards.LARGEST);
        assertThat(texts(card(alert, action)).getFirst()).isNotBlank();
      }
    }
  }

  private static Alert monster(Random random) {
    List<Alert.IncidentLink> incidents = new ArrayList<>();
    for (int i = random.nextInt(200); i > 0; i--) {
      incidents.add(
          new Alert.IncidentLink(
              "EX" + text(random, 300),
              Open.read(Relation.class, random.nextBoolean() ? "confirms" : "related"),
              0.5,
              text(random, 2_000),
              text(random, 500),
              ONSET,
              ONSET,
              List.of()));
    }
    Alert plain = alert().make();
    List<String> lines = new ArrayList<>();
    for (int i = random.nextInt(300); i > 0; i--) {
      lines.add(text(random, 3_000));
    }
    return new Alert(
        text(random, 500),
        1,
        plain.state(),
        plain.transition(),
        ONSET,
        text(random, 3_000),
        text(random, 3_000),
        Open.read(Protocol.class, text(random, 3_000)),
        Open.read(Severity.class, text(random, 3_000)),
        text(random, 3_000),
        text(random, 9_000),
        new Alert.Verdict(
            Open.read(FaultDomain.class, text(random, 3_000)),
            Open.read(Cause.class, text(random, 3_000)),
            Open.read(Pattern.class, text(random, 3_000)),
            0.5),
        new Alert.Impact(ONSET, 3, 5, 0.5, lines, lines),
        incidents,
        new Alert.ProviderStatement(true, ONSET, 5L),
        lines,
        lines,
        ONSET,
        ONSET);
  }

  private static String text(Random random, int longest) {
    String[] letters = {"a", "\"", "\\", "€", "😀", "\u0001", "\n", "*", " x"};
    int length = 1 + random.nextInt(longest);
    return "x" + letters[random.nextInt(letters.length)].repeat(length);
  }
}
