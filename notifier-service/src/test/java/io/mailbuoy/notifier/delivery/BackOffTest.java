package io.mailbuoy.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class BackOffTest {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final BackOff backOff = new BackOff(FIRST, LONGEST, new Random(7));

  @Test
  void pausesStayBelowACeilingThatDoublesToTheLongest() {
    for (int attempts = 1; attempts <= 1_000; attempts++) {
      Duration ceiling = attempts >= 10 ? LONGEST : FIRST.multipliedBy(1L << (attempts - 1));
      assertThat(backOff.after(attempts)).isBetween(Duration.ZERO, ceiling);
    }
  }

  /// Full jitter: every pause from nothing to the ceiling is as likely as any other.
  @Test
  void pausesAreSpreadEvenlyFromNothingToTheCeiling() {
    for (int attempts : new int[] {1, 4, 30}) {
      Duration ceiling = attempts >= 10 ? LONGEST : FIRST.multipliedBy(1L << (attempts - 1));
      int[] tenths = new int[10];
      for (int i = 0; i < 10_000; i++) {
        long nanos = backOff.after(attempts).toNanos();
        tenths[(int) Math.min(9, nanos * 10 / ceiling.toNanos())]++;
      }
      assertThat(Arrays.stream(tenths).boxed())
          .as("%d attempts", attempts)
          .allMatch(n -> n > 850 && n < 1_150);
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
    assertThat(odd.after(5)).isBetween(Duration.ZERO, FIRST);
  }
}
