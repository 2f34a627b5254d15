package io.mailbuoy.contracts.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the events' constructors insist on. A record that violates it cannot exist, so nobody else
/// checks.
final class Require {
  private Require() {}

  static <T> T present(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("the field '" + field + "' is missing");
    }
    return value;
  }

  static String text(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the field '" + field + "' is missing or empty");
    }
    return value;
  }

  static String textOr(@Nullable String value, String otherwise) {
    return value == null || value.isBlank() ? otherwise : value;
  }

  static long notNegative(String field, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("the field '" + field + "' is negative: " + value);
    }
    return value;
  }

  /// A number that JSON can hold.
  static double finite(String field, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("the field '" + field + "' is not a number");
    }
    return value;
  }

  static <T> List<T> list(String field, @Nullable List<T> value) {
    if (value == null) {
      return List.of();
    }
    for (T each : value) {
      present(field + "[]", each);
    }
    return List.copyOf(value);
  }

  /// A copy that keeps its order, so that an event is always written the same way.
  static <K, V> Map<K, V> map(String field, @Nullable Map<K, V> value) {
    if (value == null) {
      return Map.of();
    }
    value.forEach((key, each) -> present(field + "{}", each));
    return Collections.unmodifiableMap(new LinkedHashMap<>(value));
  }
}
