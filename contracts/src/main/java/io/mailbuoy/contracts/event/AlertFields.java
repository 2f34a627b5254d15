package io.mailbuoy.contracts.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// Every field of an alert, by its path in the event: `severity`, `verdict.cause`, `incidents.id`.
/// They are read off the record itself, so that a field that is added can be matched at once.
public final class AlertFields {
  /// Shorter names of fields that are matched often.
  private static final Map<String, String> SHORT =
      Map.of(
          "fault-domain", "verdict.faultDomain",
          "cause", "verdict.cause",
          "pattern", "verdict.pattern");

  private static final Map<String, Field> FIELDS = fields();

  private AlertFields() {}

  /// What a field holds.
  public enum Form {
    /// A word of a vocabulary, or `true` and `false`.
    WORD,
    /// Any text.
    TEXT,
    /// A number.
    NUMBER,
    /// A time of RFC 3339.
    TIME
  }

  /// One field.
  ///
  /// @param words the vocabulary of a field that has one
  /// @param values what an alert has there: a [String], a [Double] or an [Instant], several where a
  ///   list is on the way, none where the alert has no such field
  public record Field(Form form, List<String> words, Function<Alert, Stream<Object>> values) {}

  /// Name to field.
  public static Map<String, Field> all() {
    return FIELDS;
  }

  private static Map<String, Field> fields() {
    Map<String, Field> fields = new LinkedHashMap<>();
    walk("", Alert.class, Stream::of, fields);
    SHORT.keySet().stream().sorted().forEach(name -> fields.put(name, fields.get(SHORT.get(name))));
    return Collections.unmodifiableMap(fields);
  }

  private static void walk(
      String path, Class<?> type, Function<Alert, Stream<Object>> holder, Map<String, Field> into) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = path + component.getName();
      Function<Alert, Stream<Object>> values =
          alert -> holder.apply(alert).flatMap(each -> Stream.ofNullable(read(component, each)));
      Type held = component.getGenericType();
      if (held instanceof ParameterizedType generic && generic.getRawType() == List.class) {
        held = generic.getActualTypeArguments()[0];
        Function<Alert, Stream<Object>> lists = values;
        values = alert -> lists.apply(alert).flatMap(list -> ((List<?>) list).stream());
      }
      if (held instanceof Class<?> section && section.isRecord()) {
        walk(name + ".", section, values, into);
      } else {
        into.put(name, leaf(held, values));
      }
    }
  }

  private static Field leaf(Type type, Function<Alert, Stream<Object>> values) {
    if (type instanceof ParameterizedType open && open.getRawType() == Open.class) {
      List<String> words =
          Arrays.stream(((Class<?>) open.getActualTypeArguments()[0]).getEnumConstants())
              .map(word -> ((Code) word).text())
              .toList();
      return new Field(Form.WORD, words, alert -> values.apply(alert).map(Object::toString));
    }
    if (type == boolean.class) {
      return new Field(
          Form.WORD, List.of("true", "false"), alert -> values.apply(alert).map(Object::toString));
    }
    if (type == Instant.class) {
      return new Field(Form.TIME, List.of(), values);
    }
    if (type == String.class) {
      return new Field(Form.TEXT, List.of(), values);
    }
    return new Field(
        Form.NUMBER,
        List.of(),
        alert -> values.apply(alert).map(number -> ((Number) number).doubleValue()));
  }

  private static Object read(RecordComponent component, Object holder) {
    try {
      return component.getAccessor().invoke(holder);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a record's own field cannot be read", e);
    }
  }
}
