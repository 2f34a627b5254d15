package io.mailbuoy.probe.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.probe.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
  private final ManualClock clock = new ManualClock("2026-01-08T06:00:00Z");
  private final RequestBudget budget = new RequestBudget(clock);

  @Test
  void graphs_limits_are_never_reached_whatever_is_asked() {
    long seed = 20_260_108;
    Random random = new Random(seed);
    List<Instant> spent = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      clock.advance(Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(20_000) : 10));
      for (int burst = random.nextInt(60); burst > 0; burst--) {
        if (budget.spend().isEmpty()) {
          spent.add(clock.instant());
        }
      }
    }
    assertThat(most(spent, Duration.ofMinutes(1))).as("seed %d", seed).isLessThan(240);
    assertThat(most(spent, Duration.ofHours(1))).as("seed %d", seed).isBetween(700, 799);
  }

  private static int most(List<Instant> spent, Duration window) {
    int most = 0;
    int from = 0;
    for (int to = 0; to < spent.size(); to++) {
      while (!spent.get(from).isAfter(spent.get(to).minus(window))) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  @Test
  void the_wait_is_as_long_as_it_takes() {
    for (int i = 0; i < 220; i++) {
      assertThat(budget.spend()).isEmpty();
    }
    clock.advance(Duration.ofSeconds(20));
    assertThat(budget.spend()).contains(Duration.ofSeconds(40));
    assertThat(budget.until(100)).isEqualTo(Duration.ofSeconds(40));
    clock.advance(Duration.ofSeconds(40));
    assertThat(budget.until(100)).isEqualTo(Duration.ZERO);
    assertThat(budget.spend()).isEmpty();
    assertThat(budget.lastHour()).isEqualTo(221);
  }

  @Test
  void a_clock_that_is_set_back_costs_nothing() {
    for (int i = 0; i < 220; i++) {
      assertThat(budget.spend()).isEqualTo(Optional.empty());
    }
    clock.advance(Duration.ofDays(-1));
    assertThat(budget.spend()).isEmpty();
  }
}
