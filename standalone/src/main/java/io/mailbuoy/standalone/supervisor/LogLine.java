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

  /// How Kafka's own clients begin. They warn of what passes by itself; the services say in words
  /// of their own when it does not.
  private static final Pattern KAFKA_CLIENT =
      Pattern.compile("^\\[(?:Consumer|Producer|AdminClient) clientId=");

  /// Empty for lines below a warning, for the lines of a stack trace, and for warnings of Kafka's
  /// clients.
  static Optional<LogLine> remarkable(String line) {
    Matcher matcher = FORM.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    LogLine remark =
        new LogLine(matcher.group(1).equals("WARN") ? "WARN" : "ERROR", matcher.group(2));
    boolean passing =
        remark.level().equals("WARN") && KAFKA_CLIENT.matcher(remark.text()).lookingAt();
    return passing ? Optional.empty() : Optional.of(remark);
  }
}
