package io.mailbuoy.notifier.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTest {
  @Test
  void aTextIsNeverCutThroughACharacter() {
    assertThat(Text.clip("ab😀cd", 4)).isEqualTo("ab…");
    assertThat(Text.clip("ab😀cd", 5)).isEqualTo("ab😀…");
    assertThat(Text.clip("ab😀cd", 6)).isEqualTo("ab😀cd");
  }

  @Test
  void aShortenedListSaysWhatIsMissing() {
    assertThat(Text.shortened(List.of("a", "b\nc", "d"), 2, 10))
        .containsExactly("a", "b c", "… and 1 more");
    assertThat(Text.shortened(List.of("a"), 2, 10)).containsExactly("a");
  }

  @Test
  void timesAndLengthsAreReadable() {
    assertThat(Text.time(Instant.parse("2026-01-08T04:35:17Z"))).isEqualTo("8 Jan 2026, 04:35 UTC");
    assertThat(Text.length(Duration.ofSeconds(45))).isEqualTo("45 s");
    assertThat(Text.length(Duration.ofMinutes(59))).isEqualTo("59 min");
    assertThat(Text.length(Duration.ofMinutes(200))).isEqualTo("3 h 20 min");
    assertThat(Text.length(Duration.ofHours(155).plusMinutes(30))).isEqualTo("6 d 11 h");
    assertThat(Text.length(Duration.ofDays(2))).isEqualTo("2 d");
  }

  @Test
  void theWishToBeLeftAloneIsReadAsSecondsOrDateWithinReason() {
    assertThat(RetryAfter.parse("17")).contains(Duration.ofSeconds(17));
    assertThat(RetryAfter.parse("999999999")).contains(Duration.ofHours(1));
    assertThat(RetryAfter.parse("Fri, 31 Dec 2100 23:59:59 GMT")).contains(Duration.ofHours(1));
    assertThat(RetryAfter.parse("Wed, 21 Oct 2015 07:28:00 GMT")).isEmpty();
    assertThat(RetryAfter.parse("0")).isEmpty();
    assertThat(RetryAfter.parse("-5")).isEmpty();
    assertThat(RetryAfter.parse("soon")).isEmpty();
    assertThat(RetryAfter.parse(null)).isEmpty();
  }
}
