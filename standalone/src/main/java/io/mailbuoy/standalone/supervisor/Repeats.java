package io.mailbuoy.standalone.supervisor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Remembers what has been said, so that a service that says the same thing again and again is
/// heard once a minute. Lines that differ in numbers alone are the same. The log file has them all.
final class Repeats {
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int REMEMBERED = 100;
  private static final Pattern NUMBERS = Pattern.compile("\\d+");

  private final Map<String, Long> lastSaid =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// Whether a text is to be said now.
  ///
  /// @param now of [System#nanoTime]
  synchronized boolean isNew(String text, long now) {
    String kind = NUMBERS.matcher(text).replaceAll("#");
    Long last = lastSaid.get(kind);
    if (last != null && now - last < QUIET_NANOS) {
      return false;
    }
    lastSaid.put(kind, now);
    return true;
  }
}
