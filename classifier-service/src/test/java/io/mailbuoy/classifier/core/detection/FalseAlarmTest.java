package io.mailbuoy.classifier.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The tests for themselves, by simulation, without a classifier around them.
class FalseAlarmTest {
  private static final int TARGETS = 20;
  private static final int MINUTES = 30 * 24 * 60;
  private static final double RATE = 0.005;
  private static final int ONE_LOCATION = 2;

  @ParameterizedTest
  @CsvSource({"20, 24", "5, 60", "1, 240"})
  void targets_that_fail_by_chance_alarm_less_than_once_in_thirty_days(int targets, int months) {
    long seed = 20260102;
    int alarms = 0;
    for (int month = 0; month < months; month++) {
      alarms += alarmsInAMonth(new Random(seed + month), targets);
    }
    // The bound of the docstring is one a month; a quarter of it is what is promised there.
    assertThat(alarms)
        .as("false alarms of %d targets in %d months, seed %d", targets, months, seed)
        .isLessThan(months / 2);
  }

  private static int alarmsInAMonth(Random random, int targets) {
    double threshold = FalseAlarmBudget.threshold(targets, ONE_LOCATION);
    Cusum pool = new Cusum(Norm.FAILURES);
    List<Cusum> own = new ArrayList<>();
    List<Baseline> baselines = new ArrayList<>();
    for (int i = 0; i < targets; i++) {
      own.add(new Cusum(Norm.FAILURES));
      baselines.add(new Baseline(Norm.FAILURES));
    }
    int alarms = 0;
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int i = 0; i < targets; i++) {
        boolean failed = random.nextDouble() < RATE;
        Stage stage = random.nextBoolean() ? Stage.WAY : Stage.LOGIN;
        double baseline = baselines.get(i).rate();
        double held = baselines.get(i).rateAt(stage);
        own.get(i).add(failed, baseline, held, minute);
        pool.add(failed, baseline, held, minute);
        baselines.get(i).add(failed, stage, own.get(i).zero());
        if (raised(own.get(i), threshold, 1)
            || raised(pool, threshold, FalseAlarmBudget.LEAST_POOLED_SAMPLES)) {
          alarms++;
          own.forEach(Cusum::reset);
          pool.reset();
        }
      }
    }
    return alarms;
  }

  private static boolean raised(Cusum cusum, double threshold, int least) {
    return cusum.alarm(threshold, least) instanceof Cusum.Alarm.Raised;
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "20, 2", "500, 3"})
  void three_failures_in_a_row_of_a_good_target_are_enough(int targets, int levels) {
    double threshold = FalseAlarmBudget.threshold(targets, levels);
    Cusum cusum = new Cusum(Norm.FAILURES);
    cusum.add(true, RATE, RATE, 1_000);
    cusum.add(true, RATE, RATE, 2_000);
    assertThat(raised(cusum, threshold, 1)).isFalse();
    cusum.add(true, RATE, RATE, 3_000);
    assertThat(cusum.alarm(threshold, 1))
        .isInstanceOfSatisfying(
            Cusum.Alarm.Raised.class, raised -> assertThat(raised.onset()).isEqualTo(1_000));
  }

  @Test
  void thirty_percent_on_twenty_mailboxes_is_found_within_a_minute_in_most_cases() {
    double threshold = FalseAlarmBudget.threshold(TARGETS, ONE_LOCATION);
    int within = 0;
    int runs = 400;
    for (int run = 0; run < runs; run++) {
      Random random = new Random(run);
      Cusum pool = new Cusum(Norm.FAILURES);
      int samples = 0;
      while (!raised(pool, threshold, FalseAlarmBudget.LEAST_POOLED_SAMPLES)) {
        pool.add(random.nextDouble() < 0.3, RATE, RATE, samples++);
      }
      within += samples <= TARGETS ? 1 : 0;
    }
    assertThat(within).isGreaterThan(runs * 7 / 10);
  }

  @Test
  void a_noisy_target_takes_nothing_away_from_a_pool() {
    Cusum with = new Cusum(Norm.FAILURES);
    Cusum without = new Cusum(Norm.FAILURES);
    for (int i = 0; i < 4; i++) {
      with.add(true, RATE, RATE, i);
      without.add(true, RATE, RATE, i);
    }
    with.add(false, 0.03, 0.03, 5);
    without.add(false, RATE, RATE, 5);
    assertThat(with.highest()).isGreaterThan(without.highest());
    with.add(true, 0.03, 0.03, 6);
    assertThat(with.highest()).isGreaterThan(without.highest() + 2);
  }

  @Test
  void a_success_that_arrives_late_does_not_move_the_onset_and_a_failure_does() {
    Cusum cusum = new Cusum(Norm.FAILURES);
    cusum.add(true, RATE, RATE, 5_000);
    cusum.add(true, RATE, RATE, 6_000);
    cusum.add(false, RATE, RATE, 1_000);
    cusum.add(true, RATE, RATE, 7_000);
    cusum.add(true, RATE, RATE, 4_000);
    cusum.add(true, RATE, RATE, 8_000);
    assertThat(cusum.alarm(14, 1))
        .isInstanceOfSatisfying(
            Cusum.Alarm.Raised.class, raised -> assertThat(raised.onset()).isEqualTo(4_000));
  }

  @Test
  void a_fault_is_not_learned_as_normal() {
    Baseline baseline = new Baseline(Norm.FAILURES);
    for (int i = 0; i < 5_000; i++) {
      baseline.add(i % 100 == 0, Stage.LOGIN, true);
    }
    double before = baseline.rate();
    assertThat(before).isBetween(0.009, 0.011);
    for (int i = 0; i < 100; i++) {
      baseline.add(true, Stage.LOGIN, false);
    }
    baseline.forgetWaiting();
    assertThat(baseline.rate()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"0.05, 250", "0.1, 150", "0.3, 70"})
  void a_fault_that_comes_and_goes_for_a_week_is_never_taken_for_over(double rate, int most) {
    Random random = new Random(11);
    Recovery recovery = new Recovery();
    recovery.begin(9, 4, RATE); // as it looks when the alarm is raised
    for (int i = 0; i < 7 * 24 * 60 * TARGETS; i++) {
      recovery.add(random.nextDouble() < rate, RATE, i);
      assertThat(recovery.shown()).as("sample %d", i).isFalse();
    }
    int successes = 0;
    while (!recovery.shown()) {
      recovery.add(false, RATE, successes++);
    }
    assertThat(successes).isBetween(20, most * 2);
  }

  @Test
  void a_clear_outage_is_over_after_a_few_successes_and_a_short_blip_after_some_more() {
    Recovery clear = new Recovery();
    clear.begin(3, 3, RATE);
    for (int i = 0; i < 100; i++) {
      clear.add(true, RATE, i);
    }
    Recovery blip = new Recovery();
    blip.begin(3, 3, RATE);
    assertThat(successesUntilOver(clear)).isLessThan(10);
    assertThat(successesUntilOver(blip)).isBetween(20, 100);
  }

  private static int successesUntilOver(Recovery recovery) {
    int successes = 0;
    while (!recovery.shown()) {
      recovery.add(false, RATE, 1_000 + successes++);
    }
    return successes;
  }

  @Test
  void a_refused_login_counts_in_full_where_only_the_way_there_is_bad() {
    Baseline baseline = new Baseline(Norm.FAILURES);
    for (int i = 0; i < 5_000; i++) {
      baseline.add(i % 33 == 0, Stage.WAY, true);
    }
    assertThat(baseline.rate()).isBetween(0.028, 0.032);
    assertThat(baseline.rateAt(Stage.WAY)).isEqualTo(baseline.rate());
    assertThat(baseline.rateAt(Stage.LOGIN)).isEqualTo(Norm.FAILURES.floor());
  }

  @Test
  void refused_logins_do_not_hide_behind_connections_that_fail_all_along() {
    Baseline baseline = new Baseline(Norm.FAILURES);
    for (int i = 0; i < 5_000; i++) {
      baseline.add(i % 33 == 0, Stage.WAY, true);
    }
    long seed = 7;
    double byStage =
        samplesToAlarm(new Random(seed), baseline.rate(), baseline.rateAt(Stage.LOGIN));
    double together = samplesToAlarm(new Random(seed), baseline.rate(), baseline.rate());
    assertThat(byStage).isLessThan(0.6 * together);
  }

  /// On average, where one login in ten is refused and three connections in a hundred fail.
  private static double samplesToAlarm(Random random, double normal, double heldForLogins) {
    double threshold = FalseAlarmBudget.threshold(TARGETS, ONE_LOCATION);
    int runs = 200;
    long samples = 0;
    for (int run = 0; run < runs; run++) {
      Cusum pool = new Cusum(Norm.FAILURES);
      while (!raised(pool, threshold, FalseAlarmBudget.LEAST_POOLED_SAMPLES)) {
        double chance = random.nextDouble();
        boolean login = chance < 0.1;
        pool.add(login || chance > 0.97, normal, login ? heldForLogins : normal, samples++);
      }
    }
    return samples / (double) runs;
  }

  @Test
  void the_onset_is_before_the_first_failure_where_most_probes_succeed() {
    assertThat(Onset.before(1_000_000, 10, 10, 60_000)).isEqualTo(1_000_000);
    assertThat(Onset.before(1_000_000, 31, 10, 3_000)).isBetween(990_000L, 999_000L);
    assertThat(Onset.before(1_000_000, 2, 2, 3_000)).isEqualTo(1_000_000);
  }
}
