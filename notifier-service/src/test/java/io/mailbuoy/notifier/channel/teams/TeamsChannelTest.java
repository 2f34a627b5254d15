package io.mailbuoy.notifier.channel.teams;

import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.HttpChannelContract;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.testbed.ReceiverFault;
import io.mailbuoy.testbed.TeamsReceiver;
import io.mailbuoy.testbed.WebhookReceiver;
import java.time.Duration;
import java.util.List;
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

  @Test
  void messagesKeepThePublishedPace() {
    Channel channel = channel();
    for (int i = 0; i < 4; i++) {
      assertThat(channel.pace().pause(0)).isZero();
      channel.pace().sent(0);
    }
    assertThat(channel.pace().pause(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(channel.pace().pause(1_000_000_000L)).isZero();
  }
}
