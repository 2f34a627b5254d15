package io.mailbuoy.probe.logs;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Optional;

/// The named groups of a match, where there is one.
final class Groups {
  private final Pattern pattern;
  private final Matcher matcher;
  private final boolean found;

  private Groups(Pattern pattern, Matcher matcher) {
    this.pattern = pattern;
    this.matcher = matcher;
    this.found = matcher.find();
  }

  static Groups find(Pattern pattern, String line) {
    return new Groups(pattern, pattern.matcher(line));
  }

  boolean found() {
    return found;
  }

  /// What a group holds; empty where the pattern has no such group, or it took no part.
  Optional<String> get(String name) {
    return pattern.namedGroups().containsKey(name)
        ? Optional.ofNullable(matcher.group(name)).map(String::strip).filter(s -> !s.isEmpty())
        : Optional.empty();
  }
}
