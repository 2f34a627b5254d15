package io.mailbuoy.standalone.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-01-02 00:00:00,000 WARN  [io.mailbuoy.probe] (main) slow (again) | WARN | slow (again)
          2026-01-02 00:00:00,000 ERROR [io.mailbuoy.probe] (main) broken       | ERROR | broken
          2026-01-02T00:00:00.000Z host WARN [io.mailbuoy] (t-1) text           | WARN | text
          03:13:13.386 ERROR [notifier] the broker at 127.0.0.1:1 is away       | ERROR | the broker at 127.0.0.1:1 is away
          2026-01-02 00:00:00,000 FATAL [io.mailbuoy] (main) over               | ERROR | over
          """)
  void warnings_and_errors_are_remarkable(String line, String level, String text) {
    assertThat(LogLine.remarkable(line)).contains(new LogLine(level, text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02 00:00:00,000 INFO  [io.mailbuoy] (main) a WARN inside",
        "03:32:36.968 WARN  [classifier] [Consumer clientId=a, groupId=b] The metadata response",
        "\tat io.mailbuoy.Some.thing(Some.java:1)",
        "java.io.IOException: ERROR",
        ""
      })
  void the_rest_is_not(String line) {
    assertThat(LogLine.remarkable(line)).isEmpty();
  }

  @Test
  void a_text_that_differs_in_numbers_is_said_once_a_minute() {
    Repeats repeats = new Repeats();
    long minute = Duration.ofMinutes(1).toNanos();

    assertThat(repeats.isNew("attempt 1 failed", 0)).isTrue();
    assertThat(repeats.isNew("attempt 2 failed", minute - 1)).isFalse();
    assertThat(repeats.isNew("something else", minute - 1)).isTrue();
    assertThat(repeats.isNew("attempt 3 failed", minute)).isTrue();
  }

  @Test
  void pauses_double_up_to_a_bound_and_begin_anew_after_a_long_run() {
    Pauses pauses = Pauses.begin();
    for (int i = 0; i < 20; i++) {
      pauses = pauses.afterDeath();
    }
    assertThat(pauses.next()).isEqualTo(Duration.ofSeconds(30));
    assertThat(pauses.afterRun(Duration.ofSeconds(59))).isEqualTo(pauses);
    assertThat(pauses.afterRun(Duration.ofSeconds(60))).isEqualTo(Pauses.begin());
  }
}
