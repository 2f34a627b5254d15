package io.mailbuoy.notifier.delivery;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.MovableClock;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChannelTroublesTest {
  private static final Decision.Send SEND =
      new Decision.Send(Action.TRIGGER, Reason.OPENED, "a new alert", Decision.StandsIn.NO);

  private final MovableClock clock = new MovableClock(ONSET);
  private final List<Alert> topic = new ArrayList<>();
  private Ledger ledger = new Ledger(clock);
  private ChannelTroubles troubles = troubles();

  private ChannelTroubles troubles() {
    return new ChannelTroubles(
        Duration.ofMinutes(15),
        Set.of("team", "mail"),
        ledger,
        revision -> {
          topic.add(revision);
          ledger.learn(revision, 0, TraceParent.start());
        },
        clock,
        clock::nanos);
  }

  private void attempt(Outcome outcome) {
    ledger.open(Set.of(0));
    troubles.attempted(alert().make(), "team", SEND, outcome, Duration.ofSeconds(15));
  }

  private void failFor(Duration time) {
    for (long i = 0; i <= time.toMinutes(); i++) {
      attempt(new Outcome.Retry("HTTP 503"));
      clock.move(Duration.ofMinutes(1));
    }
  }

  @Test
  void aChannelThatFailsForLongIsAnAlertOnce() {
    failFor(Duration.ofMinutes(14));
    assertThat(topic).isEmpty();
    failFor(Duration.ofMinutes(30));
    assertThat(topic).hasSize(1);
    Alert opened = topic.getFirst();
    assertThat(opened.service()).isEqualTo("mailbuoy");
    assertThat(opened.impact().working()).containsExactly("mail");
    assertThat(opened.impact().since()).isEqualTo(ONSET.minusSeconds(15));
    assertThat(opened.evidence().getFirst()).contains("HTTP 503");
  }

  @Test
  void aRefusalFailsToo() {
    attempt(new Outcome.Permanent("HTTP 404"));
    clock.move(Duration.ofMinutes(20));
    attempt(new Outcome.Permanent("HTTP 404"));
    assertThat(topic).hasSize(1);
  }

  @Test
  void itEndsWhenTheChannelWorks() {
    failFor(Duration.ofMinutes(20));
    attempt(new Outcome.Delivered("ok"));
    attempt(new Outcome.Delivered("ok"));
    assertThat(topic)
        .extracting(each -> each.revision() + " " + each.state())
        .containsExactly("1 open", "2 resolved");
    assertThat(topic.getLast().state().is(AlertState.RESOLVED)).isTrue();
    failFor(Duration.ofMinutes(20));
    assertThat(topic).hasSize(3);
    assertThat(topic.getLast().alertId()).isNotEqualTo(topic.getFirst().alertId());
  }

  @Test
  void itEndsAlsoAfterARestartAndIsNotRaisedTwice() {
    failFor(Duration.ofMinutes(20));
    ledger = new Ledger(clock);
    troubles = troubles();
    ledger.learn(topic.getFirst(), 0, TraceParent.start());
    failFor(Duration.ofMinutes(20));
    assertThat(topic).hasSize(1);
    attempt(new Outcome.Delivered("ok"));
    assertThat(topic).hasSize(2);
    assertThat(topic.getLast().state().is(AlertState.RESOLVED)).isTrue();
  }

  @Test
  void aChannelThatWorksAgainInTimeIsNoAlert() {
    failFor(Duration.ofMinutes(10));
    attempt(new Outcome.Delivered("ok"));
    failFor(Duration.ofMinutes(10));
    assertThat(topic).isEmpty();
  }
}
