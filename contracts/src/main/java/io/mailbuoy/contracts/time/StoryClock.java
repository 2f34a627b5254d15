package io.mailbuoy.contracts.time;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A clock that tells a story in compressed time: between two marks, story time runs evenly; before
/// the first mark it stands at the first, and after the last it runs at the speed of real time.
///
/// Several processes that are given the same marks agree on the time without talking to each other.
/// It is used by the demo and by tests; without [#VARIABLE] in the environment, services run on the
/// system clock.
public final class StoryClock extends Clock {
  /// The environment variable that holds the marks, `real=story,real=story,…`, both RFC 3339, or
  /// `story@file`: the clock then stands at that time until the file exists and holds the marks.
  public static final String VARIABLE = "MAILBUOY_STORY_CLOCK";

  private final List<Mark> marks;
  private final Clock real;

  /// @param marks at least two, ascending in both times
  /// @param real what drives the story
  /// @throws IllegalArgumentException where the marks are too few or not ascending
  public StoryClock(List<Mark> marks, Clock real) {
    if (marks.size() < 2) {
      throw new IllegalArgumentException("a story clock needs at least two marks");
    }
    for (int i = 1; i < marks.size(); i++) {
      if (!marks.get(i).real().isAfter(marks.get(i - 1).real())
          || marks.get(i).story().isBefore(marks.get(i - 1).story())) {
        throw new IllegalArgumentException("the marks of a story clock must ascend");
      }
    }
    this.marks = List.copyOf(marks);
    this.real = real;
  }

  /// A moment of real time and what the story's clock shows then.
  public record Mark(Instant real, Instant story) {}

  /// The clock of this process: the story's where [#VARIABLE] is set, the system's otherwise.
  public static Clock ofEnvironment() {
    return of(System.getenv(VARIABLE));
  }

  /// @param text the variable's value; null where it is not set
  static Clock of(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Clock.systemUTC();
    }
    int at = text.indexOf('@');
    return at < 0
        ? parse(text, Clock.systemUTC())
        : new AwaitedClock(
            Instant.parse(text.substring(0, at).strip()), Path.of(text.substring(at + 1).strip()));
  }

  /// @throws IllegalArgumentException where the text is not a list of marks
  public static StoryClock parse(String text, Clock real) {
    List<Mark> marks = new ArrayList<>();
    for (String mark : text.split(",", -1)) {
      String[] times = mark.split("=", -1);
      if (times.length != 2) {
        throw new IllegalArgumentException(VARIABLE + " must be real=story,real=story,…");
      }
      try {
        marks.add(new Mark(Instant.parse(times[0].strip()), Instant.parse(times[1].strip())));
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            VARIABLE + " must hold times of RFC 3339: " + e.getParsedString(), e);
      }
    }
    return new StoryClock(marks, real);
  }

  /// The text that [#parse] reads.
  public String format() {
    return String.join(",", marks.stream().map(mark -> mark.real() + "=" + mark.story()).toList());
  }

  @Override
  public Instant instant() {
    Instant now = real.instant();
    Mark first = marks.getFirst();
    if (!now.isAfter(first.real())) {
      return first.story();
    }
    for (int i = 1; i < marks.size(); i++) {
      Mark from = marks.get(i - 1);
      Mark to = marks.get(i);
      if (now.isBefore(to.real())) {
        double share = nanos(from.real(), now) / (double) nanos(from.real(), to.real());
        return from.story().plusMillis(Math.round(share * millis(from.story(), to.story())));
      }
    }
    Mark last = marks.getLast();
    return last.story().plus(Duration.between(last.real(), now));
  }

  /// When, in real time, the story reaches a moment. Moments before the story map to its start.
  public Instant realTimeOf(Instant story) {
    if (!story.isAfter(marks.getFirst().story())) {
      return marks.getFirst().real();
    }
    for (int i = 1; i < marks.size(); i++) {
      Mark from = marks.get(i - 1);
      Mark to = marks.get(i);
      if (!story.isAfter(to.story())) {
        double share = millis(from.story(), story) / (double) millis(from.story(), to.story());
        return from.real().plusNanos((long) Math.ceil(share * nanos(from.real(), to.real())));
      }
    }
    Mark last = marks.getLast();
    return last.real().plus(Duration.between(last.story(), story));
  }

  /// Real time is taken exactly: in a fast story, many seconds pass in a millisecond.
  private static long nanos(Instant from, Instant to) {
    return Duration.between(from, to).toNanos();
  }

  private static long millis(Instant from, Instant to) {
    return Duration.between(from, to).toMillis();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? this : Clock.fixed(instant(), zone);
  }
}
