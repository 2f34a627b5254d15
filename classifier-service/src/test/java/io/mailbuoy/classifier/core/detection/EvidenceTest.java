package io.mailbuoy.classifier.core.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// How much a row of probes speaks for a fault.
class EvidenceTest {
  private static final double USUAL = 0.005;

  private static double of(String probes) {
    Evidence evidence = new Evidence();
    probes.chars().forEach(probe -> evidence.add(probe == 'F', USUAL));
    return evidence.log();
  }

  @Test
  void nothing_seen_speaks_for_nothing() {
    assertThat(of("")).isCloseTo(0, within(1e-12));
  }

  @Test
  void one_failure_is_as_likely_at_any_share_as_at_three_quarters() {
    // Half of the faults fail 99 % of the probes, and the other half 50 % on average.
    assertThat(of("F")).isCloseTo(Math.log((0.99 + 0.5) / 2 / USUAL), within(1e-12));
  }

  @Test
  void the_order_does_not_matter() {
    assertThat(of("FSFFS")).isCloseTo(of("SSFFF"), within(1e-12));
  }

  @Test
  void a_chance_failure_before_a_row_of_them_is_not_taken_in() {
    assertThat(of("FFFFF")).isGreaterThan(of("FFFFFSSF"));
  }

  @Test
  void a_failure_before_a_few_successes_is_taken_in_where_others_come_and_go() {
    assertThat(of("FSSFSFSS" + "SSF")).isGreaterThan(of("FSSFSF"));
  }

  @Test
  void successes_speak_against_it() {
    assertThat(of("SSS")).isNegative();
    assertThat(of("FSSSSS")).isLessThan(of("FS"));
  }
}
