package io.mailbuoy.notifier.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.event.HealthState;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.TargetHealth;
import io.mailbuoy.notifier.MovableClock;
import io.mailbuoy.testbed.WebhookReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HeartbeatTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration STALE = Duration.ofMinutes(5);

  private Set<String> struggling = Set.of();
  private final LifeSigns signs = new LifeSigns(STALE, Set.of("team", "mail"), () -> struggling);

  private static TargetHealth health(Instant at) {
    return new TargetHealth(
        "a",
        "contoso",
        "exchange-online",
        Open.of(Protocol.IMAP),
        Open.of(Role.SUBJECT),
        List.of(
            new TargetHealth.AtLocation(
                "fra1", Open.of(HealthState.HEALTHY), at, 0, Map.of(), null, at)));
  }

  @Test
  void withoutAnyResultTheLineIsNotAlive() {
    assertThat(signs.at(NOON)).isInstanceOf(LifeSigns.Sign.Dead.class);
  }

  @Test
  void itIsAliveWhileTheNewestResultIsNew() {
    signs.seen(health(NOON));
    signs.seen(health(NOON.minusSeconds(3_600)));
    assertThat(signs.at(NOON.plus(STALE))).isInstanceOf(LifeSigns.Sign.Alive.class);
    assertThat(signs.at(NOON.plus(STALE).plusMillis(1))).isInstanceOf(LifeSigns.Sign.Dead.class);
  }

  @Test
  void aLineThatCanTellNobodyIsNotAlive() {
    signs.seen(health(NOON));
    struggling = Set.of("team");
    assertThat(signs.at(NOON)).isInstanceOf(LifeSigns.Sign.Alive.class);
    struggling = Set.of("team", "mail");
    assertThat(signs.at(NOON)).isEqualTo(new LifeSigns.Sign.Dead("no channel works"));
  }

  @Test
  void itBeatsWhileTheLineIsAliveAndStopsWhenItIsNot() {
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      ConfigFile file =
          ConfigFile.parse(
              "mailbuoy.yaml",
              "mailbuoy: {notifier: {heartbeat: {url: '%s', interval: 1s}}}"
                  .formatted(receiver.url()),
              name -> null);
      assertThat(file.report().faults()).isEmpty();
      MovableClock clock = new MovableClock(NOON);
      signs.seen(health(NOON));
      Heartbeat heartbeat = Heartbeat.of(file.typed(), signs, clock).orElseThrow();
      heartbeat.start();
      await().atMost(Duration.ofSeconds(20)).until(() -> receiver.accepted().size() >= 2);
      clock.move(STALE.plusSeconds(1));
      // One may be on its way; after that there is none for longer than they are apart.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> receiver.accepted().getLast().at(),
              last -> last.isBefore(Instant.now().minusSeconds(4)));
      int beats = receiver.accepted().size();
      signs.seen(health(clock.instant()));
      await().atMost(Duration.ofSeconds(20)).until(() -> receiver.accepted().size() > beats);
      heartbeat.stop();
    }
  }

  @Test
  void withoutAnAddressThereIsNone() {
    ConfigFile file = ConfigFile.parse("mailbuoy.yaml", "mailbuoy:", name -> null);
    assertThat(Heartbeat.of(file.typed(), signs, new MovableClock(NOON))).isEmpty();
  }
}
