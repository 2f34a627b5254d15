package io.mailbuoy.probe.logs;

import com.google.re2j.Pattern;
import java.util.List;

/// Blots out what may be a secret in a line that a program wrote: some log the command with its
/// password, or the token.
final class LineRedaction {
  private static final String BLOT = "***";

  private record Rule(Pattern pattern, String replacement) {}

  private static final List<Rule> RULES =
      List.of(
          rule("(?i)(\\bAUTHENTICATE\\s+[\\w-]+\\s+)([A-Za-z0-9+/=]{8,})", "$1" + BLOT),
          rule(
              "(?i)(\\bLOGIN\\s+(?:\"[^\"]*\"|[^\\s\"<]+)\\s+)(\"[^\"]*\"|[^\\s'\"<]+)",
              "$1" + BLOT),
          rule("(?i)(\\bBearer\\s+)\\S+", "$1" + BLOT),
          rule(
              "(?i)(\\b(?:pass(?:word|wd)?|pwd|secret|token|given password)\\s*[=:]\\s*)(?:\"[^\"]*\"|[^\\s,;)\"]+)",
              "$1" + BLOT),
          // What is as long as a token and looks like one.
          rule("[A-Za-z0-9+/_-]{60,}={0,2}", BLOT),
          rule("\\beyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*)*", BLOT));

  private LineRedaction() {}

  private static Rule rule(String pattern, String replacement) {
    return new Rule(Pattern.compile(pattern), replacement);
  }

  static String of(String line) {
    String clean = line;
    for (Rule rule : RULES) {
      clean = rule.pattern().matcher(clean).replaceAll(rule.replacement());
    }
    return clean;
  }
}
