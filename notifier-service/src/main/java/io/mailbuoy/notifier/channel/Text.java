package io.mailbuoy.notifier.channel;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Small forms that all channels use.
public final class Text {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Text() {}

  /// A text within so many UTF-16 units, with an ellipsis where it was cut, and never cut through a
  /// character.
  public static String clip(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }

  /// One line without control characters.
  public static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  /// The first lines of a list, each clipped, and a line that counts the others.
  public static List<String> shortened(List<String> lines, int most, int longestLine) {
    List<String> kept = new ArrayList<>();
    lines.stream().limit(most).map(line -> clip(line(line), longestLine)).forEach(kept::add);
    int left = lines.size() - kept.size();
    if (left > 0) {
      kept.add("… and " + left + " more");
    }
    return kept;
  }

  /// For example `2 Jan 2026, 00:01 UTC`.
  public static String time(Instant at) {
    return TIME.format(at);
  }

  /// For example `6 d 6 h`, `3 h 20 min`, `45 s`: the two largest units.
  public static String length(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 60) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    if (hours < 24) {
      return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
    return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
  }
}
