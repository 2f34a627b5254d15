package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.SourceComments;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Every key twice: once from the shape that the file is checked against, once from the typed form.
final class Keys {
  private static final SourceComments COMMENTS =
      SourceComments.of(
          "config/MailbuoyConfig.java",
          "config/KafkaConfig.java",
          "config/TargetConfig.java",
          "config/RoundTrip.java",
          "config/LogConfig.java",
          "config/ChannelConfig.java",
          "config/RoutingConfig.java",
          "config/HeartbeatConfig.java",
          "config/PhaseTimeouts.java");

  /// Routes in routes have the keys of routes, so they count as one key.
  private static final String NESTED = "mailbuoy.routes[*].routes[*]";

  private Keys() {}

  /// @param path with `[*]` for each entry of a list and `*` for each name
  /// @param kind `text`, `duration`, `secret`, `file`, `flag`, `number`, or a list of one
  /// @param required whether its section cannot do without
  record Key(String path, String kind, boolean required) {}

  /// @param fallback the default as it is declared; empty where there is none
  /// @param meaning from the comment of the typed form
  record Documented(Key key, String fallback, String meaning) {}

  /// The pattern of a concrete key, for example `mailbuoy.targets[*].id` of
  /// `mailbuoy.targets[3].id`.
  static String pattern(String key) {
    return key.replaceAll("\\[\\d+]", "[*]")
        .replaceAll("^mailbuoy\\.(tenants|channels)\\.(\"[^\"]*\"|[^.]*)", "mailbuoy.$1.*")
        .replaceAll("^mailbuoy\\.routes\\[\\*]\\.routes\\[\\*].*", NESTED)
        .replaceAll(
            "^(mailbuoy\\.(?:routes|silences|maintenance)\\[\\*]\\.match)\\.(?:\"[^\"]*\"|[^\\[]*)",
            "$1.*");
  }

  static List<Key> ofShape() {
    List<Key> keys = new ArrayList<>();
    shape("mailbuoy", ConfigShape.MAILBUOY, true, keys);
    return keys;
  }

  /// The type of a key in the words of the check.
  static String typeOf(String path) {
    List<String> types = new ArrayList<>();
    type("mailbuoy", ConfigShape.MAILBUOY, path, types);
    return types.getFirst();
  }

  private static void type(String path, Shape shape, String wanted, List<String> into) {
    switch (shape) {
      case Shape.Section section when path.equals(NESTED) -> {
        if (path.equals(wanted)) {
          into.add("route");
        }
      }
      case Shape.Section section ->
          section
              .keys()
              .values()
              .forEach(key -> type(path + "." + key.name(), key.shape(), wanted, into));
      case Shape.Value value when path.equals(wanted) -> into.add(value.type());
      case Shape.Value value -> {} // another key
      case Shape.Values list -> type(path + "[*]", list.each(), wanted, into);
      case Shape.Sections list -> type(path + "[*]", list.each(), wanted, into);
      case Shape.Named named -> type(path + ".*", named.each(), wanted, into);
    }
  }

  private static void shape(String path, Shape shape, boolean required, List<Key> into) {
    switch (shape) {
      case Shape.Section section when path.equals(NESTED) ->
          into.add(new Key(path, "route", required));
      case Shape.Section section ->
          section
              .keys()
              .values()
              .forEach(key -> shape(path + "." + key.name(), key.shape(), key.required(), into));
      case Shape.Value value -> into.add(new Key(path, kind(value), required));
      case Shape.Values list -> into.add(new Key(path + "[*]", kind(list.each()), required));
      case Shape.Sections list -> shape(path + "[*]", list.each(), required, into);
      case Shape.Named named -> shape(path + ".*", named.each(), required, into);
    }
  }

  private static String kind(Shape.Value value) {
    return switch (value.type()) {
      case "secret", "file" -> value.type();
      case "true, false" -> "flag";
      case String type when type.startsWith("duration") -> "duration";
      case String type when type.startsWith("whole number") -> "number";
      default -> "text";
    };
  }

  static List<Documented> ofTypedForm() {
    List<Documented> keys = new ArrayList<>();
    section("mailbuoy", MailbuoyConfig.class, keys);
    return keys;
  }

  private static void section(String path, Class<?> type, List<Documented> into) {
    Arrays.stream(type.getMethods())
        .filter(method -> !method.isDefault() && !method.isSynthetic())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .forEach(method ->
            typed(path + "." + nameOf(method), method.getGenericReturnType(), method, into));
  }

  private static void typed(String path, Type type, Method method, List<Documented> into) {
    if (type instanceof ParameterizedType generic) {
      Type[] inner = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        typed(path, inner[0], method, into);
      } else if (generic.getRawType() == List.class) {
        typed(path + "[*]", inner[0], method, into);
      } else if (generic.getRawType() == Map.class) {
        typed(path + ".*", inner[1], method, into);
      } else {
        throw new IllegalStateException("no such type is known: " + type);
      }
    } else if (path.equals(NESTED)) {
      into.add(
          new Documented(
              new Key(path, "route", false),
              "",
              COMMENTS.text(method.getDeclaringClass().getSimpleName() + "." + method.getName())));
    } else if (type instanceof Class<?> section && section.isInterface() && section != Path.class) {
      section(path, section, into);
    } else {
      WithDefault given = method.getAnnotation(WithDefault.class);
      boolean optional =
          method.getReturnType() == Optional.class || method.getReturnType() == Map.class;
      into.add(
          new Documented(
              new Key(path, kind((Class<?>) type), given == null && !optional),
              given == null ? "" : given.value(),
              COMMENTS.text(method.getDeclaringClass().getSimpleName() + "." + method.getName())));
    }
  }

  private static String kind(Class<?> type) {
    if (type == String.class) {
      return "text";
    }
    if (type == Secret.class || type == Duration.class) {
      return type.getSimpleName().toLowerCase(Locale.ROOT);
    }
    if (type == Path.class) {
      return "file";
    }
    return type == Boolean.class || type == boolean.class ? "flag" : "number";
  }

  private static String nameOf(Method method) {
    WithName given = method.getAnnotation(WithName.class);
    return given == null ? kebab(method.getName()) : given.value();
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
