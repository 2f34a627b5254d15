package io.mailbuoy.contracts.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.Converter;

/// Durations as people write them: `500ms`, `30s`, `5m`, `1h30m`, `7d`.
public final class Durations {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

  private Durations() {}

  /// The duration, or empty where the text is none.
  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (text.isBlank() || !matcher.matches()) {
      return Optional.empty();
    }
    long total = 0;
    try {
      for (int unit = 0; unit < MILLIS.length; unit++) {
        String count = matcher.group(unit + 1);
        if (count != null) {
          total = Math.addExact(total, Math.multiplyExact(Long.parseLong(count), MILLIS[unit]));
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis(total));
  }

  /// Reads a duration from the configuration.
  public static final class FromText implements Converter<Duration> {
    private static final long serialVersionUID = 1;

    @Override
    public Duration convert(String value) {
      return parse(value)
          .orElseThrow(() -> new IllegalArgumentException("'" + value + "' is not a duration"));
    }
  }
}
