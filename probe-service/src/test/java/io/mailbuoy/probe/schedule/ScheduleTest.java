package io.mailbuoy.probe.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.probe.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock("2026-01-02T00:00:00Z");
  private final Instant start = clock.instant();
  private final Deque<Runnable> running = new ArrayDeque<>();
  private long nanos;

  /// Notes when it is called, and says what it is told to.
  private final class NotingRound implements Schedule.Round {
    private final List<Instant> calls = new ArrayList<>();
    private Next next = new Next.Regularly();

    @Override
    public Next run() {
      calls.add(clock.instant());
      return next;
    }
  }

  private Schedule schedule(Duration leastPause) {
    return new Schedule(clock, () -> nanos, running::add, new Random(4711), leastPause, late -> {});
  }

  /// Lets both clocks run, story time faster by a factor, and ends every round at once.
  private void play(Schedule schedule, Duration real, int factor) {
    long ticks = real.dividedBy(Schedule.TICK);
    for (long i = 0; i < ticks; i++) {
      schedule.tick();
      finishRounds();
      nanos += Schedule.TICK.toNanos();
      clock.advance(Schedule.TICK.multipliedBy(factor));
    }
  }

  private void finishRounds() {
    while (!running.isEmpty()) {
      running.removeFirst().run();
    }
  }

  @Test
  void everything_is_called_soon_and_then_at_its_rate() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound round = new NotingRound();
    schedule.add("a", MINUTE, round);
    play(schedule, Duration.ofMinutes(10), 1);
    assertThat(round.calls.getFirst()).isBetween(start, start.plusSeconds(6));
    assertThat(Duration.between(round.calls.get(0), round.calls.get(1)))
        .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(91));
    for (int i = 2; i < round.calls.size(); i++) {
      assertThat(Duration.between(round.calls.get(i - 1), round.calls.get(i)))
          .isBetween(MINUTE.minus(Schedule.TICK), MINUTE.plus(Schedule.TICK));
    }
  }

  @Test
  void an_interval_as_short_as_the_least_pause_is_kept() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound round = new NotingRound();
    schedule.add("a", Duration.ofSeconds(1), round);
    play(schedule, Duration.ofMinutes(2), 1);
    assertThat(round.calls).hasSizeBetween(117, 121);
  }

  @Test
  void targets_spread_over_the_whole_interval() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    List<NotingRound> rounds = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      NotingRound round = new NotingRound();
      rounds.add(round);
      schedule.add("t" + i, MINUTE, round);
    }
    play(schedule, Duration.ofMinutes(4), 1);
    int[] sixths = new int[6];
    for (NotingRound round : rounds) {
      long second = Duration.between(start, round.calls.getLast()).toSeconds() % 60;
      sixths[(int) second / 10]++;
    }
    for (int share : sixths) {
      assertThat(share).isGreaterThan(10);
    }
  }

  @Test
  void a_round_never_overlaps_itself_and_missed_times_are_left_out() {
    Schedule schedule = schedule(Duration.ofMillis(10));
    NotingRound round = new NotingRound();
    schedule.add("slow", Duration.ofSeconds(1), round);
    for (int i = 0; i < 500; i++) {
      schedule.tick();
      assertThat(running).hasSizeLessThan(2);
      nanos += Schedule.TICK.toNanos();
      clock.advance(Schedule.TICK);
    }
    assertThat(running).hasSize(1);
    finishRounds();
    play(schedule, Duration.ofMillis(1_100), 1);
    assertThat(round.calls).hasSizeBetween(2, 3);
  }

  @Test
  void a_story_that_runs_a_thousand_times_faster_cannot_break_the_least_pause() {
    Schedule schedule = schedule(Duration.ofMillis(250));
    NotingRound round = new NotingRound();
    schedule.add("a", MINUTE, round);
    play(schedule, Duration.ofSeconds(10), 5_000);
    assertThat(round.calls).hasSizeBetween(35, 44);
  }

  @Test
  void a_story_that_stands_calls_nobody_twice() {
    Schedule schedule = schedule(Duration.ofMillis(250));
    NotingRound round = new NotingRound();
    schedule.add("a", MINUTE, round);
    play(schedule, Duration.ofSeconds(60), 0);
    assertThat(round.calls).hasSizeLessThan(2);
  }

  @Test
  void again_is_soon_and_out_of_turn() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound round = new NotingRound();
    round.next = new Next.Again(Duration.ofSeconds(5));
    schedule.add("a", MINUTE, round);
    play(schedule, Duration.ofSeconds(26), 1);
    assertThat(round.calls).hasSizeBetween(4, 6);
    assertThat(Duration.between(round.calls.get(0), round.calls.get(1)))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(5).plus(Schedule.TICK));
  }

  @Test
  void a_quiet_time_is_kept() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound round = new NotingRound();
    Instant until = start.plusSeconds(299);
    round.next = new Next.NotBefore(until);
    schedule.add("a", Duration.ofSeconds(1), round);
    play(schedule, Duration.ofSeconds(400), 1);
    assertThat(round.calls.get(0)).isBefore(start.plusSeconds(2));
    assertThat(round.calls.get(1)).isAfterOrEqualTo(until).isBefore(until.plusSeconds(2));
  }

  @Test
  void a_round_that_breaks_is_called_again() {
    Schedule schedule = schedule(Duration.ofMillis(10));
    List<Instant> calls = new ArrayList<>();
    schedule.add(
        "broken",
        Duration.ofSeconds(1),
        () -> {
          calls.add(clock.instant());
          throw new IllegalStateException("a fault of the test's");
        });
    play(schedule, Duration.ofSeconds(5), 1);
    assertThat(calls).hasSizeBetween(3, 6);
  }

  @Test
  void a_removed_round_is_called_no_more() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound round = new NotingRound();
    NotingRound other = new NotingRound();
    schedule.add("a", MINUTE, round);
    schedule.add("b", MINUTE, other);
    play(schedule, Duration.ofMinutes(2), 1);
    int before = round.calls.size();
    schedule.remove("a");
    schedule.remove("nobody");
    play(schedule, Duration.ofMinutes(5), 1);
    assertThat(round.calls).hasSize(before);
    assertThat(other.calls).hasSizeGreaterThan(5);
  }

  @Test
  void a_round_that_is_removed_before_its_first_call_is_never_called() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound round = new NotingRound();
    schedule.add("a", MINUTE, round);
    schedule.remove("a");
    play(schedule, Duration.ofMinutes(2), 1);
    assertThat(round.calls).isEmpty();
  }

  @Test
  void a_round_that_is_removed_on_its_way_to_its_thread_does_not_begin() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound round = new NotingRound();
    schedule.add("a", MINUTE, round);
    tickUntilOneBegins(schedule);
    schedule.remove("a");
    finishRounds();
    play(schedule, Duration.ofMinutes(2), 1);
    assertThat(round.calls).isEmpty();
  }

  @Test
  void a_round_that_is_removed_while_it_runs_does_not_come_back() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    List<Instant> calls = new ArrayList<>();
    schedule.add(
        "a",
        MINUTE,
        () -> {
          calls.add(clock.instant());
          schedule.remove("a");
          return new Next.Again(Duration.ofSeconds(5));
        });
    play(schedule, Duration.ofMinutes(3), 1);
    assertThat(calls).hasSize(1);
  }

  @Test
  void a_round_that_is_removed_and_added_while_it_runs_does_not_overlap_itself() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound round = new NotingRound();
    schedule.add("a", MINUTE, round);
    tickUntilOneBegins(schedule);
    schedule.remove("a");
    NotingRound later = new NotingRound();
    schedule.add("a", MINUTE, later);
    for (int i = 0; i < 6_000; i++) {
      schedule.tick();
      nanos += Schedule.TICK.toNanos();
      clock.advance(Schedule.TICK);
    }
    assertThat(running).hasSize(1);
    play(schedule, Duration.ofMinutes(3), 1);
    assertThat(round.calls).isEmpty();
    assertThat(later.calls).hasSizeBetween(3, 4);
  }

  @Test
  void a_round_of_the_same_name_takes_the_place_of_the_old_one() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound old = new NotingRound();
    NotingRound other = new NotingRound();
    schedule.add("a", MINUTE, old);
    play(schedule, Duration.ofMinutes(3), 1);
    int before = old.calls.size();
    schedule.add("a", MINUTE, other);
    play(schedule, Duration.ofMinutes(3), 1);
    assertThat(old.calls).hasSize(before);
    assertThat(Duration.between(old.calls.getLast(), other.calls.getFirst()))
        .isBetween(MINUTE.minus(Schedule.TICK), MINUTE.plus(Schedule.TICK));
  }

  @Test
  void what_a_replaced_round_asks_for_does_not_bind_the_new_one() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound other = new NotingRound();
    schedule.add(
        "a",
        MINUTE,
        () -> {
          schedule.add("a", Duration.ofSeconds(10), other);
          return new Next.NotBefore(start.plus(Duration.ofDays(1)));
        });
    play(schedule, Duration.ofMinutes(1), 1);
    assertThat(other.calls).hasSizeBetween(5, 6);
  }

  @Test
  void a_quiet_time_without_an_end_is_no_fault() {
    Schedule schedule = schedule(Duration.ofSeconds(1));
    NotingRound round = new NotingRound();
    round.next = new Next.NotBefore(Instant.MAX);
    schedule.add("a", MINUTE, round);
    play(schedule, Duration.ofMinutes(3), 1);
    assertThat(round.calls).hasSize(1);
    schedule.remove("a");
  }

  private void tickUntilOneBegins(Schedule schedule) {
    for (int i = 0; i < 100 && running.isEmpty(); i++) {
      schedule.tick();
      nanos += Schedule.TICK.toNanos();
      clock.advance(Schedule.TICK);
    }
    assertThat(running).hasSize(1);
  }
}
