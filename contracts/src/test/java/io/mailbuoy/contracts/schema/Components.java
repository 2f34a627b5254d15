package io.mailbuoy.contracts.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.kafka.Topic;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which fields of an event a reader insists on. Nobody has to declare it: each field of the
/// samples is left out once, and the record's constructor says whether it can do without.
final class Components {
  private final Map<Class<?>, List<Record>> instances = new HashMap<>();

  Components(Topic<?> topic) {
    for (Samples.Sample sample : Samples.of(topic)) {
      collect(topic.codec().read(sample.json().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
  }

  private void collect(@Nullable Object value) {
    switch (value) {
      case Open<?> open -> {} // a word, not an object
      case JsonNode node -> {} // the provider's own
      case Record event -> {
        instances.computeIfAbsent(event.getClass(), type -> new ArrayList<>()).add(event);
        Arrays.stream(event.getClass().getRecordComponents())
            .forEach(component -> collect(value(event, component)));
      }
      case List<?> list -> list.forEach(this::collect);
      case null, default -> {} // nothing below it
    }
  }

  /// Whether no sample can be made without the field.
  boolean required(Class<?> type, String field) {
    List<Record> samples = instances.getOrDefault(type, List.of());
    if (samples.isEmpty()) {
      throw new IllegalStateException("no sample holds a " + type.getSimpleName());
    }
    return samples.stream().noneMatch(sample -> canDoWithout(sample, field));
  }

  /// Fields that no sample holds a value for.
  List<String> neverGiven() {
    List<String> missing = new ArrayList<>();
    instances.forEach((type, samples) -> {
      for (RecordComponent component : type.getRecordComponents()) {
        if (samples.stream().allMatch(sample -> value(sample, component) == null)) {
          missing.add(type.getSimpleName() + "." + component.getName());
        }
      }
    });
    return missing;
  }

  private static boolean canDoWithout(Record sample, String field) {
    RecordComponent[] components = sample.getClass().getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] =
          components[i].getName().equals(field) ? absent(types[i]) : value(sample, components[i]);
    }
    try {
      Constructor<?> constructor = sample.getClass().getDeclaredConstructor(types);
      constructor.newInstance(values);
      return true;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException) {
        return false;
      }
      throw new IllegalStateException(sample.getClass() + " fails without " + field, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the reader puts in for a field that is not there.
  private static @Nullable Object absent(Class<?> type) {
    if (!type.isPrimitive()) {
      return null;
    }
    return switch (type.getName()) {
      case "int" -> 0;
      case "long" -> 0L;
      case "double" -> 0.0;
      case "boolean" -> false;
      default -> throw new IllegalStateException("a field of type " + type);
    };
  }

  private static @Nullable Object value(Record event, RecordComponent component) {
    try {
      return Objects.requireNonNull(component.getAccessor()).invoke(event);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
