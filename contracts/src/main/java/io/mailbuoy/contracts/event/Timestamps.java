package io.mailbuoy.contracts.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/// Reads timestamps of RFC 3339 with any offset. Numbers are refused: nobody can tell whether they
/// are seconds or milliseconds.
final class Timestamps extends StdScalarDeserializer<Instant> {
  private static final long serialVersionUID = 1;
  private static final String PLAIN = "0000-00-00T00:00:00";
  private static final int DAY_SECONDS = 86_400;
  private static final int MOST_DIGITS = 9;

  Timestamps() {
    super(Instant.class);
  }

  @Override
  public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return (Instant) context.handleUnexpectedToken(Instant.class, parser);
    }
    String text = parser.getText();
    try {
      return parse(text);
    } catch (DateTimeException e) {
      return (Instant)
          context.handleWeirdStringValue(Instant.class, text, "not a timestamp of RFC 3339");
    }
  }

  /// @throws DateTimeException where the text is not a timestamp of RFC 3339
  static Instant parse(String text) {
    // Nearly all are in UTC with a plain form, and the general parser takes most of the time that
    // it takes to read an event.
    return isPlainUtc(text) ? plainUtc(text) : general(text);
  }

  private static Instant general(String text) {
    int point = text.indexOf('.');
    if (point >= 0 && (point + 1 == text.length() || !isDigit(text.charAt(point + 1)))) {
      throw new DateTimeException("a fraction without digits");
    }
    return DateTimeFormatter.ISO_INSTANT.parse(text, Instant::from);
  }

  /// Whether it has the form `2026-01-02T00:01:00Z`, with or without a fraction.
  private static boolean isPlainUtc(String text) {
    int length = text.length();
    int plain = PLAIN.length();
    if (length < plain + 1 || text.charAt(length - 1) != 'Z') {
      return false;
    }
    for (int i = 0; i < plain; i++) {
      char form = PLAIN.charAt(i);
      if (form == '0' ? !isDigit(text.charAt(i)) : text.charAt(i) != form) {
        return false;
      }
    }
    int digits = length - plain - 2;
    if (digits < 0) {
      return true;
    }
    boolean fraction = text.charAt(plain) == '.' && digits > 0 && digits <= MOST_DIGITS;
    for (int i = plain + 1; fraction && i < length - 1; i++) {
      fraction = isDigit(text.charAt(i));
    }
    return fraction;
  }

  private static Instant plainUtc(String text) {
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) {
      // Leap seconds, the end of a day as 24:00, and what is none of these.
      return general(text);
    }
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    long nanos = 0;
    int end = text.length() - 1;
    for (int i = PLAIN.length() + 1; i <= PLAIN.length() + MOST_DIGITS; i++) {
      nanos = nanos * 10 + (i < end ? text.charAt(i) - '0' : 0);
    }
    return Instant.ofEpochSecond(day * DAY_SECONDS + hour * 3600L + minute * 60L + second, nanos);
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
