package io.mailbuoy.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BackOffTest {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final BackOff backOff = new BackOff(FIRST, LONGEST, new Random(7));

  @Test
  void pausesStayBetweenTheFirstAndADoublingCeiling() {
    for (int attempts = 1; attempts <= 1_000; attempts++) {
      Duration ceiling = attempts >= 9 ? LONGEST : FIRST.multipliedBy(1L << attempts);
      assertThat(backOff.after(attempts)).isBetween(FIRST, ceiling);
    }
  }

  @Test
  void pausesAreSpreadOut() {
    Set<Duration> pauses = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      pauses.add(backOff.after(12));
    }
    assertThat(pauses).hasSizeGreaterThan(90);
    assertThat(pauses).anyMatch(pause -> pause.compareTo(Duration.ofMinutes(1)) < 0);
    assertThat(pauses).anyMatch(pause -> pause.compareTo(Duration.ofMinutes(4)) > 0);
  }

  @Test
  void aLongestPauseBelowTheFirstIsTheFirst() {
    BackOff odd = new BackOff(FIRST, Duration.ofMillis(10), new Random(7));
    assertThat(odd.after(5)).isEqualTo(FIRST);
  }
}
