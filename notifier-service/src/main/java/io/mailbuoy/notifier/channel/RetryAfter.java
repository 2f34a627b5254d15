package io.mailbuoy.notifier.channel;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `Retry-After` header of RFC 9110, section 10.2.3: seconds, or a date.
final class RetryAfter {
  /// A server that asks for more is not believed: the alert must get through some day.
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  static Optional<Duration> parse(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    String text = header.strip();
    return text.matches("\\d{1,9}")
        ? bounded(Duration.ofSeconds(Long.parseLong(text)))
        : date(text).flatMap(at -> bounded(Duration.between(Instant.now(), at)));
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty(); // the usual back-off applies
    }
  }

  private static Optional<Duration> bounded(Duration pause) {
    if (pause.isNegative() || pause.isZero()) {
      return Optional.empty();
    }
    return Optional.of(pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
  }
}
