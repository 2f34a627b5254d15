package io.mailbuoy.probe.logs;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/// When a line was written, as it says in front: `2026-01-08T06:00:00.123+01:00`, with a blank for
/// the `T` and with or without the zone, or syslog's `Jan 8 06:00:00`, which leaves out the year.
final class LineTime {
  private static final Pattern ISO =
      Pattern.compile(
          "^\\s*(?:<\\d{1,3}>\\d* ?|\\[)?(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d{1,9}))?\\s?(Z|[+-]\\d\\d:?\\d\\d)?");
  private static final Pattern SYSLOG =
      Pattern.compile(
          "^\\s*(?:<\\d{1,3}>)?([A-Z][a-z]{2})\\s+(\\d{1,2}) (\\d\\d:\\d\\d:\\d\\d)\\b");
  private static final DateTimeFormatter MONTH_FIRST =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu MMM d HH:mm:ss")
          .parseDefaulting(ChronoField.NANO_OF_SECOND, 0)
          .toFormatter(Locale.US)
          .withResolverStyle(ResolverStyle.STRICT);

  /// Clocks differ by so much; a line from later than that has no time that can be believed.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final ZoneId zone;

  /// @param zone of times that name none
  LineTime(ZoneId zone) {
    this.zone = zone;
  }

  /// The line's own time; empty where it has none, or one that is still to come.
  Optional<Instant> of(String line, Instant now) {
    try {
      return iso(line)
          .or(() -> syslog(line, now))
          .map(at -> at.isAfter(now) && !at.isAfter(now.plus(AHEAD)) ? now : at)
          .filter(at -> !at.isAfter(now));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Optional<Instant> iso(String line) {
    Matcher matcher = ISO.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String fraction = matcher.group(3) == null ? "" : "." + matcher.group(3);
    String local = matcher.group(1) + "T" + matcher.group(2) + fraction;
    String offset = matcher.group(4);
    if (offset == null) {
      return Optional.of(LocalDateTime.parse(local).atZone(zone).toInstant());
    }
    String colon =
        offset.length() == 5 ? offset.substring(0, 3) + ":" + offset.substring(3) : offset;
    return Optional.of(OffsetDateTime.parse(local + colon).toInstant());
  }

  /// In the year in which it lies nearest before now: a line of December that is read in January is
  /// of last year.
  private Optional<Instant> syslog(String line, Instant now) {
    Matcher matcher = SYSLOG.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String rest = matcher.group(1) + " " + matcher.group(2) + " " + matcher.group(3);
    int year = now.atZone(zone).getYear();
    Instant latest = now.plus(Duration.ofDays(1));
    for (int each = year + 1; each >= year - 4; each--) { // a leap day is not in every year
      Optional<Instant> at = in(each + " " + rest);
      if (at.isPresent() && at.get().isBefore(latest)) {
        return at;
      }
    }
    return Optional.empty();
  }

  private Optional<Instant> in(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, MONTH_FIRST).atZone(zone).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
