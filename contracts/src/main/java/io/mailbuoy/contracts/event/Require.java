package io.mailbuoy.contracts.event;

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

  static <T> List<T> list(@Nullable List<T> value) {
    return value == null ? List.of() : List.copyOf(value);
  }

  static <K, V> Map<K, V> map(@Nullable Map<K, V> value) {
    return value == null ? Map.of() : Map.copyOf(value);
  }
}
