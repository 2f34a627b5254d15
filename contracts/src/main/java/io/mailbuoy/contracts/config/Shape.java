package io.mailbuoy.contracts.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What may stand at a place in the configuration file.
sealed interface Shape {
  /// A single value.
  ///
  /// @param type what it is, in the words of the documentation
  /// @param fault why a text is not such a value, without repeating it, or empty where it is one
  record Value(String type, Function<String, Optional<String>> fault) implements Shape {
    static final String SECRET = "secret";

    /// Whether it must never be repeated in a message.
    boolean secret() {
      return type.equals(SECRET);
    }
  }

  /// Values in a list; a single value stands for a list of one.
  record Values(Value each) implements Shape {}

  /// A list of sections.
  record Sections(Section each) implements Shape {}

  /// Sections, or lists of values, under names that the user chooses.
  record Named(Shape each) implements Shape {}

  /// Known keys.
  record Section(Map<String, Key> keys) implements Shape {
    /// A section from its keys, in order.
    static Section of(Key... keys) {
      Map<String, Key> byName = new LinkedHashMap<>();
      for (Key key : keys) {
        byName.put(key.name(), key);
      }
      return new Section(byName);
    }
  }

  /// One key of a section.
  record Key(String name, Shape shape, boolean required) {}

  static Key required(String name, Shape shape) {
    return new Key(name, shape, true);
  }

  static Key optional(String name, Shape shape) {
    return new Key(name, shape, false);
  }

  static Value text() {
    return new Value("text", text -> Optional.empty());
  }

  static Value file() {
    return new Value("file", text -> Optional.empty());
  }

  static Value secret() {
    return new Value(Value.SECRET, text -> Optional.empty());
  }

  static Value oneOf(String... words) {
    String known = String.join(", ", words);
    return new Value(
        known,
        text ->
            List.of(words).contains(text) ? Optional.empty() : Optional.of("is none of " + known));
  }

  /// A time zone's name.
  static Value zone() {
    return new Value(
        "time zone",
        text -> {
          try {
            ZoneId.of(text);
            return Optional.empty();
          } catch (DateTimeException e) {
            return Optional.of("is no time zone; write for example UTC or Europe/Berlin");
          }
        });
  }

  /// A time of day, `HH:MM`.
  static Value timeOfDay() {
    return new Value(
        "time of day",
        text ->
            text.matches("([01][0-9]|2[0-3]):[0-5][0-9]")
                ? Optional.empty()
                : Optional.of("is no time of day; write for example 07:30"));
  }

  /// A moment in RFC 3339.
  static Value moment() {
    return new Value(
        "time",
        text -> {
          try {
            OffsetDateTime.parse(text);
            return Optional.empty();
          } catch (DateTimeException e) {
            return Optional.of(
                "is no time of RFC 3339; write for example 2026-12-01T20:00:00+01:00");
          }
        });
  }

  /// A regular expression in RE2's syntax.
  ///
  /// @param groups the names that its groups may have
  static Value regex(String... groups) {
    String known = String.join(", ", groups);
    return new Value(
        "regular expression",
        text -> {
          try {
            return Pattern.compile(text).namedGroups().keySet().stream()
                .filter(name -> !List.of(groups).contains(name))
                .findFirst()
                .map(name -> "names the group " + name + ", which is none of " + known);
          } catch (PatternSyntaxException e) {
            return Optional.of("is no regular expression of RE2: " + e.getDescription());
          }
        });
  }

  static Value flag() {
    return oneOf("true", "false");
  }

  static Value count(int least, int most) {
    String form = "whole number from " + least + " to " + most;
    return new Value(
        form,
        text -> {
          try {
            int number = Integer.parseInt(text);
            return number >= least && number <= most
                ? Optional.empty()
                : Optional.of("is not a " + form);
          } catch (NumberFormatException e) {
            return Optional.of("is not a " + form);
          }
        });
  }

  /// @param least the shortest duration that makes sense, in the form of [Durations]
  static Value duration(String least) {
    var shortest = Durations.parse(least).orElseThrow();
    return new Value(
        "duration, at least " + least,
        text ->
            Durations.parse(text)
                .map(duration ->
                    duration.compareTo(shortest) < 0
                        ? Optional.of("is too short; the least is " + least)
                        : Optional.<String>empty())
                .orElse(Optional.of("is not a duration; write for example 30s or 5m")));
  }

  /// A name server: its address or name, and its port where that is another than 53.
  static Value nameServer() {
    return new Value(
        "name server",
        text ->
            urlFault("dns://" + text, List.of("dns")).isEmpty() && !text.contains("/")
                ? Optional.empty()
                : Optional.of(
                    "is not a name server; write 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]"));
  }

  /// Where a server listens: a name or address of this machine, and a port.
  static Value listenAddress() {
    return new Value(
        "host:port",
        text ->
            urlFault("tcp://" + text, List.of("tcp")).isEmpty() && text.matches(".*:\\d+")
                ? Optional.empty()
                : Optional.of("is not host:port; write 127.0.0.1:8084 or 0.0.0.0:8084"));
  }

  /// A URL of one of some schemes. It must not hold a user, because URLs are printed.
  static Value url(String... schemes) {
    return new Value(
        "URL: " + String.join(", ", schemes), text -> urlFault(text, List.of(schemes)));
  }

  static Optional<String> urlFault(String text, List<String> schemes) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.of("is not a URL; write " + schemes.getFirst() + "://host");
    }
    String scheme = uri.getScheme();
    if (scheme == null || !schemes.contains(scheme)) {
      return Optional.of("is not a URL of the schemes " + String.join(", ", schemes));
    }
    if (uri.getUserInfo() != null || String.valueOf(uri.getRawAuthority()).contains("@")) {
      return Optional.of("must not hold a user or password; use the keys user and password");
    }
    if (uri.getHost() == null) {
      return Optional.of("names no host; write " + scheme + "://host");
    }
    return uri.getPort() == 0 || uri.getPort() > HIGHEST_PORT
        ? Optional.of("names a port that does not exist; they go from 1 to " + HIGHEST_PORT)
        : Optional.empty();
  }

  int HIGHEST_PORT = 65_535;
}
