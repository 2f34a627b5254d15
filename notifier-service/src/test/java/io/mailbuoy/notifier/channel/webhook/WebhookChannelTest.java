package io.mailbuoy.notifier.channel.webhook;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.HttpChannelContract;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.testbed.CloudEventReceiver;
import io.mailbuoy.testbed.ReceiverFault;
import io.mailbuoy.testbed.WebhookReceiver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WebhookChannelTest extends HttpChannelContract {
  private static final String TOKEN = "t0ken-of-the-bus";

  private final CloudEventReceiver bus = CloudEventReceiver.start();

  @Override
  protected WebhookReceiver receiver() {
    return bus;
  }

  private Channel channel(String more) {
    return WebhookChannel.of(
        "bus", config("{type: webhook, url: \"" + bus.url() + "\"" + more + "}"), TIMEOUT);
  }

  @Override
  protected Channel channel() {
    return channel(
        ", signing-secret: " + bus.secret() + ", authorization: \"Bearer " + TOKEN + "\"");
  }

  @Override
  protected List<String> secrets() {
    return List.of(bus.secret(), TOKEN, "5f2b8c0d9e1a");
  }

  @Test
  void theEventIsTheWholeAlertAndSaysWhyItIsTold() {
    channel().deliver(TRIGGER);
    JsonNode event = bus.events().getFirst();
    assertThat(event.path("type").asText()).isEqualTo("mailbuoy.alert.v1");
    assertThat(event.path("subject").asText()).isEqualTo("alert-1");
    assertThat(event.path("time").asText()).isEqualTo(TRIGGER.alert().occurredAt().toString());
    assertThat(event.path("action").asText()).isEqualTo("trigger");
    assertThat(event.path("reason").asText()).isEqualTo("a new alert");
    assertThat(event.path("headline").asText()).startsWith("CRITICAL: Provider outage");
    assertThat(Json.mapper().convertValue(event.path("data"), Alert.class))
        .isEqualTo(TRIGGER.alert());
    assertThat(bus.accepted().getFirst().headers())
        .containsEntry("Authorization", "Bearer " + TOKEN);
  }

  @Test
  void anotherAttemptIsRecognisedAndAnotherMessageIsNot() {
    bus.faults().set(new ReceiverFault.Fail(1, 503));
    channel().deliver(TRIGGER);
    channel().deliver(TRIGGER);
    channel().deliver(TRIGGER);
    assertThat(bus.received())
        .extracting(request -> request.headers().getOrDefault("Idempotency-Key", ""))
        .hasSize(3)
        .allMatch(key -> key.matches("\"msg_[0-9a-f]{32}\""))
        .containsOnly(bus.received().getFirst().headers().getOrDefault("Idempotency-Key", ""));
    assertThat(bus.events()).hasSize(1);
    channel()
        .deliver(
            new Notification(
                alert().revision(2, Transition.CONFIRMED).make(),
                Action.UPDATE,
                "confirmed",
                Optional.empty(),
                ONSET.plusSeconds(400)));
    assertThat(bus.events()).hasSize(2);
  }

  @Test
  void aDigestNamesEveryAlertAlsoThoseThatItDoesNotShow() {
    int alerts = 203;
    List<Group.Entry> entries =
        IntStream.range(0, alerts)
            .mapToObj(number ->
                new Group.Entry(
                    new Notification(
                        alert().id("alert-" + number).make(),
                        Action.TRIGGER,
                        "a new alert",
                        Optional.empty(),
                        ONSET.plusSeconds(300)),
                    Optional.empty()))
            .toList();
    assertThat(
            channel()
                .deliver(
                    new Group(
                        entries,
                        new Occasion.Digest(Duration.ofHours(1)),
                        ONSET.plusSeconds(3_600))))
        .isInstanceOf(Outcome.Delivered.class);
    JsonNode data = bus.events().getFirst().path("data");
    assertThat(data.path("count").asInt()).isEqualTo(alerts);
    assertThat(data.path("alerts")).hasSize(200);
    assertThat(data.path("others").findValuesAsText("alertId"))
        .containsExactly("alert-200", "alert-201", "alert-202");
    assertThat(data.path("others").findValuesAsText("action")).containsOnly("trigger");
  }

  @Test
  void aWrongSecretIsRefused() {
    assertThat(channel(", signing-secret: another").deliver(TRIGGER))
        .isInstanceOf(Outcome.Permanent.class);
    assertThat(channel("").deliver(TRIGGER)).isInstanceOf(Outcome.Permanent.class);
    assertThat(bus.received().getLast().headers()).doesNotContainKey("webhook-signature");
  }

  /// The example of <https://github.com/standard-webhooks/standard-webhooks>, so that any of its
  /// libraries can check what is sent.
  @Test
  void theSignatureIsThatOfTheSpecification() {
    assertThat(
            Signature.with(
                    new io.mailbuoy.contracts.config.Secret(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                .of(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    Instant.ofEpochSecond(1_614_265_330),
                    "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void settingsThatCannotBeUsedAreNamedWithoutTheirValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel(", signing-secret: \"whsec_not base64\""))
        .withMessage("mailbuoy.channels.bus.signing-secret: must be Base64 after whsec_");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel(", authorization: \"Bearer ü\\nx\""))
        .withMessage(
            "mailbuoy.channels.bus.authorization: holds characters that a header cannot hold");
  }
}
