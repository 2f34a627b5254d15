package io.mailbuoy.probe.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @Test
  void it_is_read_as_it_was_written() {
    Marker marker = Marker.of("letter", NOON);
    assertThat(Marker.read("  " + marker.value() + "\r\n")).contains(marker);
    assertThat(marker.value()).doesNotContain("letter").hasSizeLessThan(78);
  }

  @Test
  void only_a_message_of_the_same_target_that_nobody_waits_for_is_left_over() {
    Marker marker = Marker.of("letter", NOON);
    String owner = Marker.owner("letter");
    assertThat(marker.leftOverBy(owner, NOON.plusMillis(1))).isTrue();
    assertThat(marker.leftOverBy(owner, NOON)).isFalse();
    assertThat(marker.leftOverBy(Marker.owner("other"), NOON.plusSeconds(9_999))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0123456789abcdef",
        "0123456789abcdef x 1",
        "0123456789abcdef 123e4567-e89b-12d3-a456-426614174000 -1",
        "and 0123456789abcdef 123e4567-e89b-12d3-a456-426614174000 1"
      })
  void what_is_none_of_ours_is_no_marker(String value) {
    assertThat(Marker.read(value)).isEmpty();
  }
}
