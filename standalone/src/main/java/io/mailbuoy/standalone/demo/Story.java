package io.mailbuoy.standalone.demo;

import io.mailbuoy.contracts.time.StoryClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What happened, when, and how fast it is told.
///
/// The times are those of EX1215307 as the admin centre recorded them: the fault lasted from 2
/// January to 8 January 2026, 11:30 UTC, was published on 8 January at about 05:45 with a start of
/// that day, and was closed at 12:34 with the start moved back to 2 January.
final class Story {
  static final String INCIDENT = "EX1215307";
  static final Instant OPENING = Instant.parse("2026-01-01T23:56:00Z");
  static final Instant FAULT_BEGINS = Instant.parse("2026-01-02T00:00:00Z");
  static final Instant FAULT_ENDS = Instant.parse("2026-01-08T11:30:00Z");
  static final Instant PUBLISHED = Instant.parse("2026-01-08T05:45:28Z");
  static final Instant START_AS_PUBLISHED = Instant.parse("2026-01-08T04:35:17Z");
  static final Instant CLOSED = Instant.parse("2026-01-08T12:34:33Z");
  static final Instant END = Instant.parse("2026-01-08T12:40:00Z");

  /// How many of the logins Microsoft refuses while the fault lasts.
  static final double REFUSED = 0.3;

  /// How long each stretch takes to tell, up to which moment of the story.
  private static final List<Stretch> STRETCHES =
      List.of(
          new Stretch(Duration.ofSeconds(5), FAULT_BEGINS),
          new Stretch(Duration.ofSeconds(14), Instant.parse("2026-01-02T00:12:00Z")),
          new Stretch(Duration.ofSeconds(12), Instant.parse("2026-01-08T05:35:00Z")),
          new Stretch(Duration.ofSeconds(9), Instant.parse("2026-01-08T05:56:00Z")),
          new Stretch(Duration.ofSeconds(4), Instant.parse("2026-01-08T11:25:00Z")),
          new Stretch(Duration.ofSeconds(12), Instant.parse("2026-01-08T11:55:00Z")),
          new Stretch(Duration.ofSeconds(3), Instant.parse("2026-01-08T12:30:00Z")),
          new Stretch(Duration.ofSeconds(6), END));

  private Story() {}

  private record Stretch(Duration real, Instant until) {}

  /// The story's clock, beginning now.
  static StoryClock begin() {
    Instant real = Clock.systemUTC().instant();
    var marks = new ArrayList<StoryClock.Mark>();
    marks.add(new StoryClock.Mark(real, OPENING));
    for (Stretch stretch : STRETCHES) {
      real = real.plus(stretch.real());
      marks.add(new StoryClock.Mark(real, stretch.until()));
    }
    return new StoryClock(marks, Clock.systemUTC());
  }

  /// How long the story takes to tell.
  static Duration length() {
    return STRETCHES.stream().map(Stretch::real).reduce(Duration.ZERO, Duration::plus);
  }
}
