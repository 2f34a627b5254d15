package io.mailbuoy.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.time.StoryClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoryTest {
  @Test
  void it_is_told_in_less_than_eighty_seconds() {
    assertThat(Story.length()).isLessThan(Duration.ofSeconds(80));
  }

  @Test
  void every_moment_has_its_time_on_the_clock_in_the_order_of_the_story() {
    StoryClock clock = Story.begin();

    assertThat(clock.realTimeOf(Story.FAULT_BEGINS)).isBefore(clock.realTimeOf(Story.PUBLISHED));
    assertThat(clock.realTimeOf(Story.PUBLISHED)).isBefore(clock.realTimeOf(Story.FAULT_ENDS));
    assertThat(clock.realTimeOf(Story.FAULT_ENDS)).isBefore(clock.realTimeOf(Story.CLOSED));
    assertThat(clock.realTimeOf(Story.CLOSED)).isBefore(clock.realTimeOf(Story.END));
  }

  @Test
  void minutes_take_a_second_where_the_fault_is_young() {
    StoryClock clock = Story.begin();
    Instant begin = clock.realTimeOf(Story.FAULT_BEGINS);

    Duration tenMinutes =
        Duration.between(begin, clock.realTimeOf(Story.FAULT_BEGINS.plusSeconds(600)));

    assertThat(tenMinutes).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(15));
  }
}
