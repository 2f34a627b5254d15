package io.mailbuoy.contracts.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What may stand at a place in the configuration file.
sealed interface Shape {
  /// A single value.
  ///
  /// @param fault why a text is not such a value, or empty where it is
  /// @param secret whether it must never be repeated in a message
  record Value(Function<String, Optional<String>> fault, boolean secret) implements Shape {}

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
    return new Value(text -> Optional.empty(), false);
  }

  static Value secret() {
    return new Value(text -> Optional.empty(), true);
  }

  static Value oneOf(String... words) {
    List<String> known = List.of(words);
    return new Value(
        text ->
            known.contains(text)
                ? Optional.empty()
                : Optional.of("'" + text + "' is none of " + String.join(", ", known)),
        false);
  }

  static Value flag() {
    return oneOf("true", "false");
  }

  static Value count(int least, int most) {
    return new Value(
        text -> {
          try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
              return Optional.empty();
            }
          } catch (NumberFormatException e) {
            // falls through to the same advice
          }
          return Optional.of("'" + text + "' is not a whole number from " + least + " to " + most);
        },
        false);
  }

  /// @param least the shortest duration that makes sense, in the form of [Durations]
  static Value duration(String least) {
    var shortest = Durations.parse(least).orElseThrow();
    return new Value(
        text -> {
          var duration = Durations.parse(text);
          if (duration.isEmpty()) {
            return Optional.of("'" + text + "' is not a duration; write for example 30s or 5m");
          }
          return duration.get().compareTo(shortest) < 0
              ? Optional.of("'" + text + "' is too short; the least is " + least)
              : Optional.empty();
        },
        false);
  }
}
