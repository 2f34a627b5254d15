package io.mailbuoy.contracts.event;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A coded value that keeps the word it was read from.
///
/// A word that this version does not know has the value `UNKNOWN` and is written back unchanged, so
/// that a service that is one version behind passes events on without damage.
///
/// @param text the word as read or as it will be written
/// @param value its meaning to this version; `UNKNOWN` where it has none
@JsonDeserialize(using = OpenDeserializer.class)
public record Open<E extends Enum<E> & Code>(String text, E value) {
  private static final Map<Class<?>, Vocabulary<?>> VOCABULARIES = new ConcurrentHashMap<>();

  /// The open form of a known value.
  public static <E extends Enum<E> & Code> Open<E> of(E value) {
    return read(value.getDeclaringClass(), value.text());
  }

  /// Reads a word; never fails.
  public static <E extends Enum<E> & Code> Open<E> read(Class<E> type, String text) {
    return vocabulary(type).read(text);
  }

  /// The words of a type, for readers that read many.
  @SuppressWarnings("unchecked") // the map is filled per class, here alone
  static <E extends Enum<E> & Code> Vocabulary<E> vocabulary(Class<E> type) {
    return (Vocabulary<E>) VOCABULARIES.computeIfAbsent(type, t -> Vocabulary.of(type));
  }

  /// The words that this version knows.
  record Vocabulary<E extends Enum<E> & Code>(Map<String, Open<E>> words, E unknown) {
    static <E extends Enum<E> & Code> Vocabulary<E> of(Class<E> type) {
      return new Vocabulary<>(
          Arrays.stream(type.getEnumConstants())
              .map(value -> new Open<>(value.text(), value))
              .collect(Collectors.toUnmodifiableMap(Open::text, Function.identity())),
          Enum.valueOf(type, "UNKNOWN"));
    }

    Open<E> read(String text) {
      Open<E> known = words.get(text);
      return known != null ? known : new Open<>(text, unknown);
    }
  }

  /// Whether this is the given value.
  public boolean is(E other) {
    return value == other;
  }

  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
