package io.mailbuoy.probe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final Instant NOW = Instant.parse("2026-01-08T06:00:00Z");

  private final Sampler sampler = new Sampler(10);

  private static Evidence worked() {
    return new Evidence(new Finding.Worked(Optional.empty(), Optional.empty()), "", "", NOW);
  }

  private static Evidence failed(FailureKind kind) {
    return new Evidence(
        new Finding.Failed(Optional.empty(), Optional.empty(), Phase.UNKNOWN, kind, true),
        "",
        "",
        NOW);
  }

  private static long failures(List<Evidence> taken) {
    return taken.stream().filter(each -> each.finding() instanceof Finding.Failed).count();
  }

  @Test
  void few_are_taken_as_they_are() {
    List<Evidence> turn = List.of(worked(), failed(FailureKind.TIMEOUT));
    assertThat(sampler.take(turn, NOW)).isEqualTo(turn);
    assertThat(sampler.leftOut()).isZero();
  }

  @Test
  void of_a_flood_an_even_share_is_taken_and_the_rest_counted() {
    long all = 0;
    long failures = 0;
    for (int second = 0; second < 600; second++) {
      List<Evidence> turn = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        turn.add(i % 50 == 7 ? failed(FailureKind.TIMEOUT) : worked());
      }
      List<Evidence> taken = sampler.take(turn, NOW.plusSeconds(second));
      assertThat(taken).hasSizeLessThanOrEqualTo(12);
      all += taken.size();
      failures += failures(taken);
    }
    assertThat(all).isBetween(5_900L, 6_100L);
    assertThat((double) failures / all).isBetween(0.018, 0.022);
    assertThat(sampler.leftOut()).isEqualTo(6_000_000 - all);
  }

  @Test
  void the_first_failure_of_a_kind_is_taken_whatever_comes_with_it() {
    List<Evidence> turn = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      turn.add(worked());
    }
    turn.add(failed(FailureKind.TIMEOUT));
    turn.add(failed(FailureKind.AUTH_REJECTED));
    assertThat(failures(sampler.take(turn, NOW))).isEqualTo(2);
    assertThat(failures(sampler.take(turn, NOW.plusSeconds(1)))).isZero();
  }
}
