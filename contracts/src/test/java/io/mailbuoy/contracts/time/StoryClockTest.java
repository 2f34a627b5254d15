package io.mailbuoy.contracts.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mailbuoy.contracts.time.StoryClock.Mark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StoryClockTest {
  private static final Instant REAL = Instant.parse("2030-05-05T10:00:00Z");
  private static final Instant STORY = Instant.parse("2026-01-01T00:00:00Z");

  /// One day in 10 s, a pause of 5 s in which the story stands, then 7 days in 20 s.
  private static final List<Mark> MARKS =
      List.of(
          new Mark(REAL, STORY),
          new Mark(REAL.plusSeconds(10), STORY.plus(Duration.ofDays(1))),
          new Mark(REAL.plusSeconds(15), STORY.plus(Duration.ofDays(1))),
          new Mark(REAL.plusSeconds(35), STORY.plus(Duration.ofDays(8))));

  @Test
  void standsAtTheFirstMarkBeforeTheStory() {
    assertThat(at(REAL.minusSeconds(3600))).isEqualTo(STORY);
    assertThat(at(REAL)).isEqualTo(STORY);
  }

  @Test
  void runsEvenlyBetweenMarks() {
    assertThat(at(REAL.plusSeconds(5))).isEqualTo(STORY.plus(Duration.ofHours(12)));
    assertThat(at(REAL.plusSeconds(10))).isEqualTo(STORY.plus(Duration.ofDays(1)));
    assertThat(at(REAL.plusSeconds(12))).isEqualTo(STORY.plus(Duration.ofDays(1)));
    assertThat(at(REAL.plusSeconds(25))).isEqualTo(STORY.plus(Duration.ofHours(108)));
  }

  @Test
  void tellsPartsOfAMillisecondApart() {
    assertThat(at(REAL.plusNanos(250_000))).isEqualTo(STORY.plusMillis(2160));
  }

  @Test
  void runsAtTheSpeedOfRealTimeAfterTheStory() {
    assertThat(at(REAL.plusSeconds(95))).isEqualTo(STORY.plus(Duration.ofDays(8)).plusSeconds(60));
  }

  @Test
  void knowsWhenTheStoryReachesAMoment() {
    StoryClock clock = clock(REAL);
    assertThat(clock.realTimeOf(STORY.minusSeconds(1))).isEqualTo(REAL);
    assertThat(clock.realTimeOf(STORY)).isEqualTo(REAL);
    assertThat(clock.realTimeOf(STORY.plus(Duration.ofHours(12)))).isEqualTo(REAL.plusSeconds(5));
    assertThat(clock.realTimeOf(STORY.plus(Duration.ofDays(1)))).isEqualTo(REAL.plusSeconds(10));
    assertThat(clock.realTimeOf(STORY.plus(Duration.ofDays(8)).plusSeconds(7)))
        .isEqualTo(REAL.plusSeconds(42));
  }

  @Test
  void realTimeOfIsTheFirstMomentAtWhichTheStoryIsThere() {
    long seed = 20_260_102;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      List<Mark> marks = randomMarks(random);
      StoryClock clock = new StoryClock(marks, Clock.fixed(REAL, ZoneOffset.UTC));
      long span =
          Duration.between(marks.getFirst().story(), marks.getLast().story()).toMillis() + 60_000;
      Instant story = marks.getFirst().story().plusMillis(1 + random.nextLong(span));
      Instant real = clock.realTimeOf(story);
      assertThat(at(marks, real)).as("seed %s, case %s", seed, i).isEqualTo(story);
      assertThat(at(marks, real.minusMillis(2)))
          .as("seed %s, case %s, before", seed, i)
          .isBefore(story);
    }
  }

  @Test
  void neverRunsBackwards() {
    Random random = new Random(7);
    List<Mark> marks = randomMarks(random);
    Instant before = Instant.MIN;
    for (Instant real = REAL.minusSeconds(1);
        real.isBefore(marks.getLast().real().plusSeconds(1));
        real = real.plusNanos(random.nextInt(20_000_000))) {
      Instant now = at(marks, real);
      assertThat(now).isAfterOrEqualTo(before);
      before = now;
    }
  }

  /// At least as fast as real time, as stories are.
  private static List<Mark> randomMarks(Random random) {
    List<Mark> marks = new ArrayList<>(List.of(new Mark(REAL, STORY)));
    for (int i = 0; i < 1 + random.nextInt(5); i++) {
      Mark last = marks.getLast();
      long real = 1L + random.nextInt(60_000);
      marks.add(
          new Mark(
              last.real().plusMillis(real),
              last.story().plusMillis(real * (1L + random.nextInt(10_000)))));
    }
    return marks;
  }

  @Test
  void theTextIsReadBack() {
    StoryClock clock = clock(REAL.plusSeconds(5));
    assertThat(StoryClock.parse(clock.format(), Clock.fixed(REAL, ZoneOffset.UTC)).format())
        .isEqualTo(clock.format());
    assertThat(StoryClock.of(clock.format())).isInstanceOf(StoryClock.class);
  }

  @Test
  void marksMustMakeSense() {
    Clock real = Clock.fixed(REAL, ZoneOffset.UTC);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoryClock(MARKS.subList(0, 1), real))
        .withMessage("a story clock needs at least two marks");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StoryClock(MARKS.reversed(), real))
        .withMessage("the marks of a story clock must ascend");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoryClock.parse("once upon a time", real))
        .withMessageContaining(StoryClock.VARIABLE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StoryClock.parse("once=upon,a=time", real))
        .withMessageContaining(StoryClock.VARIABLE);
  }

  @Test
  void withoutAStoryItIsTheSystemsClock() {
    assertThat(StoryClock.of(null)).isEqualTo(Clock.systemUTC());
    assertThat(StoryClock.of(" ")).isEqualTo(Clock.systemUTC());
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.SECONDS)
  void standsUntilItsMarksAreThere(@TempDir Path folder) throws Exception {
    Path marks = folder.resolve("marks");
    Clock clock = StoryClock.of(STORY + "@" + marks);
    assertThat(clock.instant()).isEqualTo(STORY);
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    String ended = past + "=" + STORY + "," + past.plusSeconds(1) + "=" + STORY.plusSeconds(100);
    Files.move(Files.writeString(folder.resolve("new"), ended), marks);
    while (clock.instant().equals(STORY)) {
      Thread.onSpinWait(); // it looks every 20 ms
    }
    assertThat(clock.instant()).isAfter(STORY.plusSeconds(100));
  }

  private static Instant at(Instant real) {
    return at(MARKS, real);
  }

  private static Instant at(List<Mark> marks, Instant real) {
    return new StoryClock(marks, Clock.fixed(real, ZoneOffset.UTC)).instant();
  }

  private static StoryClock clock(Instant real) {
    return new StoryClock(MARKS, Clock.fixed(real, ZoneOffset.UTC));
  }
}
