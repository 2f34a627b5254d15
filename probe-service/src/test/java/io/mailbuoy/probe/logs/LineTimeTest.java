package io.mailbuoy.probe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineTimeTest {
  private static final Instant NOW = Instant.parse("2026-01-08T06:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-01-08T05:00:00Z x|2026-01-08T05:00:00Z",
        "2026-01-08T05:00:00.123456+01:00 x|2026-01-08T04:00:00.123456Z",
        "2026-01-08 05:00:00,250 x|2026-01-08T04:00:00.250Z",
        "[2026-01-08 05:00:00] x|2026-01-08T04:00:00Z",
        "2026-01-08T05:00:00+0100 x|2026-01-08T04:00:00Z",
        "<22>1 2026-01-08T05:00:00Z mx x|2026-01-08T05:00:00Z",
        "Jan  8 06:59:30 mx x|2026-01-08T05:59:30Z",
        "Jan 08 06:59:30 x|2026-01-08T05:59:30Z",
        "Dec 31 23:30:00 mx x|2025-12-31T22:30:00Z",
        "Feb 29 12:00:00 mx x|2024-02-29T11:00:00Z",
        "Jul  1 12:00:00 mx x|2025-07-01T10:00:00Z",
        "2026-01-08T06:00:30Z our clock is late|2026-01-08T06:00:00Z",
        "2026-01-08T07:00:00Z from the future|",
        "2026-13-40T07:00:00Z no date|",
        "Foo  8 06:59:30 mx|",
        "no time at all|",
      })
  void of(String line, Instant expected) {
    LineTime time = new LineTime(ZoneId.of("Europe/Berlin"));
    assertThat(time.of(line, NOW)).isEqualTo(java.util.Optional.ofNullable(expected));
  }
}
