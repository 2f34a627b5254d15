package io.mailbuoy.probe.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.probe.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many rounds begin in each second, of the schedule's clock.
class ScheduleLoadTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long TICK = Schedule.TICK.toMillis();

  private final ManualClock clock = new ManualClock("2026-01-02T00:00:00Z");
  private final Deque<Runnable> running = new ArrayDeque<>();
  private final List<Long> begins = new ArrayList<>();
  private final Map<String, List<Long>> byName = new HashMap<>();
  private final List<Duration> late = new ArrayList<>();
  private long millis;
  private Schedule schedule = scheduleOf(4711);

  private void open(long seed) {
    schedule = scheduleOf(seed);
  }

  private Schedule scheduleOf(long seed) {
    return new Schedule(
        clock,
        () -> millis * 1_000_000,
        running::add,
        new Random(seed),
        Duration.ofSeconds(1),
        late::add);
  }

  private void add(String name, Duration interval) {
    List<Long> calls = byName.computeIfAbsent(name, _ -> new ArrayList<>());
    schedule.add(
        name,
        interval,
        () -> {
          begins.add(millis);
          calls.add(millis);
          return new Next.Regularly();
        });
  }

  private List<Long> calls(String name) {
    return byName.getOrDefault(name, List.of());
  }

  private void addMany(String prefix, int count, Duration interval) {
    for (int i = 0; i < count; i++) {
      add(prefix + i, interval);
    }
  }

  private void play(Duration time) {
    for (long end = millis + time.toMillis(); millis < end; leap(Schedule.TICK)) {
      schedule.tick();
      while (!running.isEmpty()) {
        running.removeFirst().run();
      }
    }
  }

  private void leap(Duration time) {
    millis += time.toMillis();
    clock.advance(time);
  }

  /// The most that begin in any second of a stretch, wherever the second begins.
  private int most(long from, long to) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < begins.size(); last++) {
      while (begins.get(last) - begins.get(first) >= 1_000) {
        first++;
      }
      if (begins.get(last) >= from && begins.get(last) < to) {
        most = Math.max(most, last - first + 1);
      }
    }
    return most;
  }

  private long narrowestGap(long from) {
    long narrowest = Long.MAX_VALUE;
    for (int i = 1; i < begins.size(); i++) {
      if (begins.get(i - 1) >= from) {
        narrowest = Math.min(narrowest, begins.get(i) - begins.get(i - 1));
      }
    }
    return narrowest;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4711, 20260102})
  void ten_thousand_start_within_a_minute_and_never_at_more_than_twice_their_mean_rate(long seed) {
    open(seed);
    addMany("t", 10_000, MINUTE);
    play(Duration.ofMinutes(4));
    assertThat(most(0, millis)).isLessThanOrEqualTo(335);
    for (List<Long> calls : byName.values()) {
      assertThat(calls.getFirst()).isLessThan(45_000);
      assertThat(calls.get(1) - calls.get(0)).isBetween(30_000 - TICK, 90_000 + TICK);
      for (int i = 2; i < calls.size(); i++) {
        assertThat(calls.get(i) - calls.get(i - 1)).isBetween(60_000 - TICK, 60_000 + TICK);
      }
    }
    assertThat(most(120_000, millis)).isLessThanOrEqualTo(175);
    assertThat(late).allMatch(by -> by.compareTo(Schedule.TICK) <= 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20, 50})
  void a_small_fleet_is_seen_within_five_seconds(int count) {
    open(4711);
    addMany("t", count, MINUTE);
    play(Duration.ofSeconds(6));
    assertThat(byName.values()).allMatch(calls -> calls.size() == 1 && calls.getFirst() <= 5_000);
    assertThat(most(0, millis)).isLessThanOrEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 20, 33, 64, 100, 129, 200})
  void no_two_targets_are_nearer_to_each_other_than_twice_the_mean_rate_allows(int count) {
    open(count);
    addMany("t", count, MINUTE);
    play(Duration.ofMinutes(5));
    assertThat(narrowestGap(120_000)).isGreaterThanOrEqualTo(60_000 / (2 * count) - TICK);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void while_targets_come_and_go_the_others_stay_even(long seed) {
    open(seed);
    Random random = new Random(seed);
    addMany("t", 300, MINUTE);
    for (int minute = 0; minute < 10; minute++) {
      for (int i = 0; i < 30; i++) {
        String name = "t" + random.nextInt(400);
        if (random.nextBoolean()) {
          schedule.remove(name);
        } else {
          add(name, MINUTE);
        }
        play(Duration.ofSeconds(2));
        assertThat(most(millis - 2_000, millis)).as("seed %d", seed).isLessThanOrEqualTo(15);
      }
    }
    for (int i = 0; i < 400; i++) {
      if (i % 40 != 0) {
        schedule.remove("t" + i);
      }
    }
    play(Duration.ofMinutes(3));
    long settled = millis;
    play(Duration.ofMinutes(3));
    int left =
        (int)
            byName.values().stream()
                .filter(each -> each.stream().anyMatch(at -> at > settled))
                .count();
    assertThat(left).isBetween(3, 10);
    assertThat(narrowestGap(settled))
        .as("seed %d, %d targets", seed, left)
        .isGreaterThanOrEqualTo(60_000 / (2 * left) - TICK);
  }

  @Test
  void targets_of_a_dead_replica_are_taken_over_without_a_burst() {
    open(4711);
    addMany("own", 5_000, MINUTE);
    play(Duration.ofMinutes(3));
    long takenOver = millis;
    for (int i = 0; i < 5_000; i++) {
      add("other" + i, MINUTE);
      if (i % 100 == 0) { // they are not told all at once
        play(Schedule.TICK);
      }
    }
    play(Duration.ofMinutes(3));
    assertThat(most(takenOver, millis)).isLessThanOrEqualTo(335);
    for (int i = 0; i < 5_000; i++) {
      assertThat(calls("other" + i).getFirst()).isLessThan(takenOver + 45_000);
    }
  }

  @Test
  void half_of_all_targets_go_without_a_burst_and_the_rest_settles() {
    open(4711);
    addMany("t", 10_000, MINUTE);
    play(Duration.ofMinutes(3));
    long gone = millis;
    Random random = new Random(17);
    byName.keySet().stream().sorted().filter(_ -> random.nextBoolean()).forEach(schedule::remove);
    play(Duration.ofMinutes(4));
    assertThat(most(gone + 1_000, millis)).isLessThanOrEqualTo(170);
    assertThat(most(gone + 120_000, millis)).isLessThanOrEqualTo(95);
  }

  @Test
  void several_intervals_share_the_seconds() {
    open(4711);
    addMany("second", 10, Duration.ofSeconds(1));
    addMany("ten", 200, Duration.ofSeconds(10));
    addMany("minute", 1_800, MINUTE);
    addMany("hour", 3_600, Duration.ofHours(1));
    play(Duration.ofMinutes(5));
    assertThat(most(0, millis)).isLessThanOrEqualTo(2 * (10 + 20 + 30 + 1) + 4);
    assertThat(calls("second9").getFirst()).isLessThan(1_000);
    assertThat(calls("minute1799").getFirst()).isLessThan(90_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {15, 180})
  void an_interval_is_changed_for_all_at_once_without_a_burst(long seconds) {
    open(4711);
    addMany("t", 6_000, MINUTE);
    play(Duration.ofMinutes(3));
    long changed = millis;
    addMany("t", 6_000, Duration.ofSeconds(seconds));
    play(Duration.ofMinutes(8));
    int mean = (int) (6_000 / Math.min(seconds, 60));
    assertThat(most(changed, millis)).isLessThanOrEqualTo(2 * mean);
    List<Long> calls = calls("t17");
    assertThat(calls.getLast() - calls.get(calls.size() - 2))
        .isBetween(seconds * 1_000 - TICK, seconds * 1_000 + TICK);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 60, 61, 3_600})
  void what_a_stopped_process_has_missed_is_left_out_and_told(int seconds) {
    open(4711);
    addMany("t", 6_000, MINUTE);
    play(Duration.ofMinutes(3));
    late.clear();
    leap(Duration.ofSeconds(seconds));
    long awake = millis;
    play(Duration.ofMinutes(2));
    assertThat(most(awake, millis)).isLessThanOrEqualTo(110);
    assertThat(late.stream().filter(by -> by.compareTo(Schedule.TICK) > 0).count())
        .isBetween(Math.min(6_000L, 100L * seconds) - 10, Math.min(6_000L, 100L * seconds) + 10);
  }

  @Test
  void a_clock_that_is_set_back_stops_nothing() {
    open(4711);
    addMany("t", 60, MINUTE);
    play(Duration.ofMinutes(3));
    clock.advance(Duration.ofHours(-1));
    int before = begins.size();
    play(Duration.ofMinutes(1));
    assertThat(begins.size() - before).isBetween(58, 62);
  }
}
