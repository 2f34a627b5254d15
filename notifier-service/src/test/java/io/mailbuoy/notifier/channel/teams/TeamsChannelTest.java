package io.mailbuoy.notifier.channel.teams;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.HttpChannelContract;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Pace;
import io.mailbuoy.testbed.ReceiverFault;
import io.mailbuoy.testbed.TeamsReceiver;
import io.mailbuoy.testbed.WebhookReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TeamsChannelTest extends HttpChannelContract {
  private final TeamsReceiver teams = TeamsReceiver.start();

  @Override
  protected WebhookReceiver receiver() {
    return teams;
  }

  @Override
  protected Channel channel() {
    return TeamsChannel.of("team", config("{type: teams, url: \"" + teams.url() + "\"}"), TIMEOUT);
  }

  @Override
  protected List<String> secrets() {
    return List.of(teams.secret(), teams.url().toString(), "7d1c0f5b2a3e4c6d8e9f");
  }

  @Test
  void theCardIsShown() {
    channel().deliver(TRIGGER);
    JsonNode card = teams.cards().getFirst();
    assertThat(card.path("version").asText()).isEqualTo("1.5");
    assertThat(card.path("msteams").path("width").asText()).isEqualTo("Full");
    assertThat(card.path("fallbackText").asText()).contains(alert().make().title());
  }

  @Test
  void anErrorInsideASuccessIsAnError() {
    teams
        .faults()
        .set(
            new ReceiverFault.Status(
                200,
                "Webhook message delivery failed with error: endpoint returned HTTP error 429"));
    assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Retry.class);
    teams.faults().set(new ReceiverFault.Status(200, "returned HTTP error 413 with ContextId 1"));
    assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Permanent.class);
    teams.faults().set(new ReceiverFault.Status(200, "the flow has failed"));
    assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Retry.class);
    teams.faults().set(new ReceiverFault.Status(200, "1"));
    assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Delivered.class);
  }

  /// The published limits, each reached by sending whenever the others allow it.
  @Test
  void messagesKeepThePublishedPace() {
    Pace pace = channel().pace();
    List<Long> sent = new ArrayList<>();
    long now = 0;
    while (sent.size() < 2_000) {
      now += pace.pause(now).toNanos();
      pace.sent(now);
      sent.add(now);
    }
    assertAtMost(sent, 4, Duration.ofSeconds(1));
    assertAtMost(sent, 60, Duration.ofSeconds(30));
    assertAtMost(sent, 100, Duration.ofHours(1));
    assertAtMost(sent, 150, Duration.ofHours(2));
    assertAtMost(sent, 1_800, Duration.ofDays(1));
    assertThat(Duration.ofNanos(sent.get(49))).isLessThan(Duration.ofSeconds(30));
  }

  /// Whoever sends all the time waits for less than two minutes: no limit is used up.
  @Test
  void noLimitKeepsPeopleWaitingForLong() {
    Pace pace = channel().pace();
    long now = 0;
    Duration longest = Duration.ZERO;
    for (int i = 0; i < 4_000; i++) {
      Duration pause = pace.pause(now);
      longest = longest.compareTo(pause) > 0 ? longest : pause;
      now += pause.toNanos();
      pace.sent(now);
    }
    assertThat(longest).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
  }

  private static void assertAtMost(List<Long> sent, int messages, Duration in) {
    for (int i = messages; i < sent.size(); i++) {
      assertThat(sent.get(i) - sent.get(i - messages)).isGreaterThanOrEqualTo(in.toNanos());
    }
  }

  @Test
  void everyMessageIsACardThatTeamsShows() {
    Channel channel =
        TeamsChannel.of(
            "team",
            config(
                "{type: teams, url: \""
                    + teams.url()
                    + "\", mentions: [Anna Berg <anna@contoso.example>, bo@contoso.example],"
                    + " runbook: \"https://wiki.example.org/mail\"}"),
            TIMEOUT);
    for (Alert alert :
        List.of(
            alert().make(),
            alert().confirmedBy("EX1", ONSET).make(),
            alert().service("own-mail").evidence(List.of()).advice(List.of()).summary("").make(),
            alert().resolved(3, ONSET.plusSeconds(900)).make())) {
      for (Action action : Action.values()) {
        assertThat(
                channel.deliver(
                    new Notification(alert, action, "because", Optional.empty(), ONSET)))
            .isInstanceOf(Outcome.Delivered.class);
      }
    }
    assertThat(teams.cards()).hasSize(20);
  }

  @Test
  void peopleAreCalledWhenAnAlertBeginsAndNotLater() {
    Channel channel =
        TeamsChannel.of(
            "team",
            config(
                "{type: teams, url: \""
                    + teams.url()
                    + "\", mentions: Anna Berg <anna@contoso.example>}"),
            TIMEOUT);
    channel.deliver(TRIGGER);
    channel.deliver(
        new Notification(TRIGGER.alert(), Action.UPDATE, "news", Optional.empty(), ONSET));
    JsonNode mention =
        teams.cards().getFirst().path("msteams").path("entities").path(0).path("mentioned");
    assertThat(mention.path("id").asText()).isEqualTo("anna@contoso.example");
    assertThat(mention.path("name").asText()).isEqualTo("Anna Berg");
    assertThat(teams.cards().getLast().path("msteams").has("entities")).isFalse();
  }
}
