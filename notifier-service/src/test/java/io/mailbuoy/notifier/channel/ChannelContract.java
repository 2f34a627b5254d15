package io.mailbuoy.notifier.channel;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.ConfigFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every channel must do, against a real receiver over a real socket. A channel's test extends
/// it and says how its receiver is made to fail.
public abstract class ChannelContract {
  /// Short, so that a hang is a quick test.
  protected static final Duration TIMEOUT = Duration.ofMillis(600);

  protected static final Notification TRIGGER =
      new Notification(
          alert().make(), Action.TRIGGER, "a new alert", Optional.empty(), ONSET.plusSeconds(301));

  protected abstract Channel channel();

  /// Everything that must never be shown.
  protected abstract List<String> secrets();

  protected abstract int delivered();

  protected abstract void hang();

  protected abstract void reset();

  protected abstract void stop();

  /// Each makes the receiver refuse for good, quoting its secrets back.
  protected abstract List<Runnable> refusals();

  /// Each makes the receiver refuse for now, quoting its secrets back.
  protected abstract List<Runnable> troubles();

  /// The channel of a configuration.
  public static ChannelConfig config(String yaml) {
    ConfigFile file =
        ConfigFile.parse(
            "mailbuoy.yaml", "mailbuoy:\n  channels:\n    it: " + yaml + "\n", name -> null);
    assertThat(file.report().faults()).isEmpty();
    return file.typed().channels().values().iterator().next();
  }

  private Outcome deliver() {
    Outcome outcome = channel().deliver(TRIGGER);
    assertThat(outcome.toString()).doesNotContain(secrets());
    return outcome;
  }

  @Test
  void aMessageIsDelivered() {
    assertThat(deliver()).isInstanceOf(Outcome.Delivered.class);
    assertThat(delivered()).isEqualTo(1);
  }

  @Test
  void everyActionIsDelivered() {
    for (Action action : Action.values()) {
      Notification notification =
          new Notification(
              alert().resolved(2, ONSET.plusSeconds(900)).make(),
              action,
              "because",
              Optional.empty(),
              ONSET.plusSeconds(901));
      assertThat(channel().deliver(notification))
          .as("%s", action)
          .isInstanceOf(Outcome.Delivered.class);
    }
  }

  @Test
  void aReceiverThatHangsIsGivenUpInTimeAndTriedAgain() {
    hang();
    long began = System.nanoTime();
    assertThat(deliver()).isInstanceOf(Outcome.Retry.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(TIMEOUT.minusMillis(50), TIMEOUT.multipliedBy(5));
  }

  @Test
  void aConnectionThatBreaksIsTriedAgain() {
    reset();
    assertThat(deliver()).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void aReceiverThatIsGoneIsTriedAgain() {
    Channel channel = channel();
    stop();
    assertThat(channel.deliver(TRIGGER)).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void aRefusalForGoodIsNotTriedAgain() {
    for (Runnable refusal : refusals()) {
      refusal.run();
      assertThat(deliver()).isInstanceOf(Outcome.Permanent.class);
    }
  }

  @Test
  void aRefusalForNowIsTriedAgain() {
    for (Runnable trouble : troubles()) {
      trouble.run();
      assertThat(deliver()).isInstanceOf(Outcome.Retry.class);
    }
  }

  @Test
  void thePreviewShowsNoSecret() {
    assertThat(channel().preview(TRIGGER))
        .contains(TRIGGER.alert().title())
        .doesNotContain(secrets());
  }
}
