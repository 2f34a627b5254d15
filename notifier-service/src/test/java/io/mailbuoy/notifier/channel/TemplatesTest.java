package io.mailbuoy.notifier.channel;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.notifier.Channels;
import io.mailbuoy.notifier.TemplateCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemplatesTest {
  private static final Notification NOTIFICATION =
      new Notification(
          alert()
              .title("Quotes \" and <tags>")
              .evidence(List.of("a \"b\" \\ c"))
              .confirmedBy("EX1", ONSET)
              .make(),
          Action.TRIGGER,
          "new",
          Optional.empty(),
          ONSET);

  @TempDir Path folder;

  private MailbuoyConfig config(String part, String template) throws Exception {
    Path file = Files.writeString(folder.resolve(part + ".qute"), template);
    String channel =
        switch (part) {
          case "card" -> "type: teams, url: \"${URL}\"";
          case "summary", "details" -> "type: pagerduty, routing-key: \"${URL}\"";
          case "body" -> "type: webhook, url: \"${URL}\"";
          default ->
              "type: email, smtp: \"smtps://relay.example.org\", from: a@example.org, to: b@example.org";
        };
    ConfigFile config =
        ConfigFile.parse(
            "mailbuoy.yaml",
            "mailbuoy: {channels: {it: {%s, templates: {%s: \"%s\"}}}, routes: [{channels: it}]}"
                .formatted(channel, part, file),
            Map.of("URL", "https://hooks.example.org/secret-part"));
    assertThat(config.report().faults()).isEmpty();
    return config.typed();
  }

  private String sent(String part, String template) throws Exception {
    MailbuoyConfig config = config(part, template);
    assertThat(TemplateCheck.faults(config)).isEmpty();
    return Channels.of(config).getFirst().preview(NOTIFICATION);
  }

  private static JsonNode json(String text) throws Exception {
    return Json.mapper().readTree(text);
  }

  @Test
  void aCardOfOnesOwnHasTheWholeAlertEscaped() throws Exception {
    String template =
        """
        {
          "type": "AdaptiveCard", "version": "1.5",
          "body": [
            { "type": "TextBlock", "text": "{alert.title} {alert.verdict.faultDomain} {alert.impact.targetsAffected}" }
            {#for line in evidence}, { "type": "TextBlock", "text": "{line}" }{/for}
            {#for incident in alert.incidents}, { "type": "TextBlock", "text": "{incident.id} {incident.title}" }{/for}
          ]
        }
        """;
    JsonNode card = json(sent("card", template)).path("attachments").path(0).path("content");
    assertThat(card.path("body").findValuesAsText("text"))
        .containsExactly(
            "Quotes \" and <tags> provider 3",
            "a \"b\" \\ c",
            "EX1 Some people may not reach their mail over IMAP");
  }

  @Test
  void aCardThatIsTooLargeGetsFewerLinesAndThenIsTheBuiltInOne() throws Exception {
    List<String> lines = Collections.nCopies(500, "x".repeat(900));
    Notification large =
        new Notification(
            alert().evidence(lines).make(), Action.TRIGGER, "new", Optional.empty(), ONSET);
    String own =
        "{\n \"type\": \"AdaptiveCard\", \"version\": \"1.5\", \"body\": [ { \"type\":"
            + " \"TextBlock\", \"text\": \"mine{#for line in evidence} {line}{/for}\" } ]\n}";
    Channel channel = Channels.of(config("card", own)).getFirst();
    assertThat(channel.preview(large)).contains("mine").contains("… and 488 more");
    assertThat(channel.preview(large).length()).isLessThan(20_000);
    Channel fixed =
        Channels.of(config("card", own.replace("mine", "mine" + "y".repeat(30_000)))).getFirst();
    assertThat(fixed.preview(large)).doesNotContain("mine").contains("has not acknowledged it");
  }

  @Test
  void pagerDutysSummaryAndDetails() throws Exception {
    assertThat(
            json(sent("summary", "{alert.tenant}:\n {headline}"))
                .path("payload")
                .path("summary")
                .asText())
        .startsWith("contoso: CRITICAL: Provider outage");
    assertThat(
            json(sent("details", "{\n \"why\": \"{reason}\", \"runbook\": \"{runbook}\" }"))
                .path("payload")
                .path("custom_details"))
        .isEqualTo(json("{\"why\": \"new\", \"runbook\": \"\"}"));
  }

  @Test
  void mailInOnesOwnWords() throws Exception {
    assertThat(sent("subject", "[{alert.service}] {title}"))
        .startsWith("Subject: [exchange-online] Quotes \" and <tags>\n");
    assertThat(sent("text", "Since {alert.impact.since}: {title}"))
        .endsWith("\n\nSince 2026-01-02T00:01:00Z: Quotes \" and <tags>");
    assertThat(TemplateCheck.faults(config("html", "<b>{title}</b>{#for f in facts}{f.value}{/}")))
        .isEmpty();
  }

  @Test
  void aBodyOfOnesOwnForAnythingThatTakesJson() throws Exception {
    assertThat(json(sent("body", "{\n \"text\": \"{headline}\", \"action\": \"{action}\" }")))
        .isEqualTo(
            json(
                "{\"text\": \"CRITICAL: Provider outage, the provider's fault, acknowledged as"
                    + " EX1\", \"action\": \"trigger\"}"));
  }

  @Test
  void aFaultIsNamedWithFileAndLine() throws Exception {
    assertThat(TemplateCheck.faults(config("text", "one\ntwo {alert.titel}\n")))
        .singleElement()
        .asString()
        .isEqualTo(
            "mailbuoy.channels.it.templates: "
                + folder
                + "/text.qute:2: Key \"titel\" not found in expression {alert.titel}"
                + " (example: open alert, TRIGGER)");
    assertThat(TemplateCheck.faults(config("html", "{title}\n{#for line in evidence}\n")))
        .singleElement()
        .asString()
        .startsWith("mailbuoy.channels.it.templates.html: " + folder + "/html.qute:2: ");
    assertThat(TemplateCheck.faults(config("card", "{\n \"type\": \"AdaptiveCard\",\n }")))
        .singleElement()
        .asString()
        .contains("card.qute: what it renders is not JSON, at its line 3");
    assertThat(TemplateCheck.faults(config("details", "[ 1 ]")))
        .singleElement()
        .asString()
        .contains("details.qute: what it renders is not a JSON object");
  }

  @Test
  void whatOnlySomeAlertsLackIsFoundBeforeTheyCome() throws Exception {
    assertThat(
            TemplateCheck.faults(
                config("text", "{alert.incidents.get(0).id} {alert.tenant} {alert.resolvedAt}")))
        .isNotEmpty()
        .allSatisfy(
            fault -> assertThat(fault).contains("text.qute: ").contains("(example: open alert"));
  }

  @Test
  void aTemplateThatFailsCostsItsFormAndNotTheAlert() throws Exception {
    Channel channel = Channels.of(config("text", "{alert.incidents.get(7).id}")).getFirst();
    assertThat(channel.preview(NOTIFICATION)).contains("CRITICAL: Provider outage");
  }

  @Test
  void aTemplateThatIsNoneStopsTheStart() throws Exception {
    MailbuoyConfig config = config("text", "{#if x}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Channels.of(config))
        .withMessageStartingWith("mailbuoy.channels.it.templates.text: ");
  }
}
