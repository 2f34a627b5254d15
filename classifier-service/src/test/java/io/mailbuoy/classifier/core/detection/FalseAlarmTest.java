package io.mailbuoy.classifier.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The budget of false alarms, by simulation: twenty targets, once a minute, failing by chance.
class FalseAlarmTest {
  private static final int TARGETS = 20;
  private static final int MINUTES = 30 * 24 * 60;
  private static final double RATE = 0.005;

  @Test
  void twenty_targets_that_fail_by_chance_alarm_less_than_once_in_thirty_days() {
    int months = 24;
    long seed = 20260102;
    int alarms = 0;
    for (int month = 0; month < months; month++) {
      alarms += alarmsInAMonth(new Random(seed + month));
    }
    // The bound of the docstring is one a month; a tenth of it is what is promised there.
    assertThat(alarms)
        .as("false alarms in %d months, seed %d", months, seed)
        .isLessThan(months / 3);
  }

  private static int alarmsInAMonth(Random random) {
    Cusum pool = new Cusum();
    List<Cusum> own = new ArrayList<>();
    List<Baseline> baselines = new ArrayList<>();
    for (int i = 0; i < TARGETS; i++) {
      own.add(new Cusum());
      baselines.add(new Baseline());
    }
    int alarms = 0;
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int i = 0; i < TARGETS; i++) {
        boolean failed = random.nextDouble() < RATE;
        double baseline = baselines.get(i).rate();
        own.get(i).add(failed, baseline, minute);
        pool.add(failed, baseline, minute);
        baselines.get(i).add(failed, own.get(i).zero());
        boolean alarm =
            own.get(i).alarm(FalseAlarmBudget.THRESHOLD, 1) instanceof Cusum.Alarm.Raised
                || pool.alarm(FalseAlarmBudget.THRESHOLD, FalseAlarmBudget.LEAST_POOLED_SAMPLES)
                    instanceof Cusum.Alarm.Raised;
        if (alarm) {
          alarms++;
          own.forEach(Cusum::reset);
          pool.reset();
        }
      }
    }
    return alarms;
  }

  @Test
  void three_failures_in_a_row_of_a_good_target_are_enough() {
    Cusum cusum = new Cusum();
    cusum.add(true, Baseline.FLOOR, 1_000);
    cusum.add(true, Baseline.FLOOR, 2_000);
    assertThat(cusum.alarm(FalseAlarmBudget.THRESHOLD, 1)).isInstanceOf(Cusum.Alarm.Silent.class);
    cusum.add(true, Baseline.FLOOR, 3_000);
    assertThat(cusum.alarm(FalseAlarmBudget.THRESHOLD, 1))
        .isInstanceOfSatisfying(
            Cusum.Alarm.Raised.class, raised -> assertThat(raised.onset()).isEqualTo(1_000));
  }

  @Test
  void thirty_percent_on_twenty_mailboxes_is_found_within_a_minute_in_most_cases() {
    int within = 0;
    int runs = 400;
    for (int run = 0; run < runs; run++) {
      Random random = new Random(run);
      Cusum pool = new Cusum();
      int samples = 0;
      while (pool.alarm(FalseAlarmBudget.THRESHOLD, FalseAlarmBudget.LEAST_POOLED_SAMPLES)
          instanceof Cusum.Alarm.Silent) {
        pool.add(random.nextDouble() < 0.3, Baseline.FLOOR, samples++);
      }
      within += samples <= TARGETS ? 1 : 0;
    }
    assertThat(within).isGreaterThan(runs * 6 / 10);
  }

  @Test
  void a_fault_is_not_learned_as_normal() {
    Baseline baseline = new Baseline();
    for (int i = 0; i < 5_000; i++) {
      baseline.add(i % 100 == 0, true);
    }
    double before = baseline.rate();
    assertThat(before).isBetween(0.009, 0.011);
    for (int i = 0; i < 100; i++) {
      baseline.add(true, false);
    }
    baseline.forgetWaiting();
    assertThat(baseline.rate()).isEqualTo(before);
  }

  @Test
  void thirty_percent_of_failures_over_a_week_are_never_taken_for_a_recovery() {
    Random random = new Random(11);
    Recovery recovery = new Recovery();
    for (int i = 0; i < 7 * 24 * 60 * TARGETS; i++) {
      recovery.add(random.nextDouble() < 0.3, 0.3, Baseline.FLOOR, i);
      assertThat(recovery.shown()).as("sample %d", i).isFalse();
    }
    int successes = 0;
    while (!recovery.shown()) {
      recovery.add(false, 0.3, Baseline.FLOOR, successes++);
    }
    assertThat(successes).isBetween(20, 60);
  }
}
