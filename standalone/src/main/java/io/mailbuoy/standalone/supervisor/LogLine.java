package io.mailbuoy.standalone.supervisor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of a service's log that a person should see.
///
/// @param level `WARN` or `ERROR`
record LogLine(String level, String text) {
  /// `2026-01-02 00:00:00,000 WARN [io.mailbuoy…] (thread) text`
  private static final Pattern FORM =
      Pattern.compile(
          "^(?:\\d{4}-\\d\\d-\\d\\d[ T])?\\d\\d:[\\d:,.]+\\S*\\s+(?:\\S+\\s+)?(WARN|ERROR|FATAL)\\s+"
              + "(?:\\[[^]]*]\\s*)?(?:\\([^)]*\\)\\s*)?(.*)$");

  /// Empty for lines below a warning and for the lines of a stack trace.
  static Optional<LogLine> remarkable(String line) {
    Matcher matcher = FORM.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new LogLine(matcher.group(1).equals("WARN") ? "WARN" : "ERROR", matcher.group(2)));
  }
}
