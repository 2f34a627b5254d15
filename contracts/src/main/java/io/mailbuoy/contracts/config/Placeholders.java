package io.mailbuoy.contracts.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings `${NAME}` from the environment and `${file:/run/secrets/name}` from a file into a value.
/// `${NAME:otherwise}` has a default.
final class Placeholders {
  private static final Pattern FORM = Pattern.compile("\\$\\{([^}:]+)(?::([^}]*))?}");

  private static final Pattern LINE_BREAKS_AT_END = Pattern.compile("[\\r\\n]+\\z");

  private final Function<String, @Nullable String> environment;

  Placeholders(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  /// A value with its placeholders replaced, or why that cannot be done.
  sealed interface Resolution {
    /// @param indirect whether any part of it came from outside the file
    record Resolved(String value, boolean indirect) implements Resolution {}

    record Unresolved(String reason) implements Resolution {}
  }

  /// Whether a text is one placeholder and nothing else.
  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  Resolution resolve(String text) {
    Matcher matcher = FORM.matcher(text);
    StringBuilder result = new StringBuilder();
    boolean indirect = false;
    while (matcher.find()) {
      Resolution one = lookUp(matcher.group(1).strip(), matcher.group(2));
      switch (one) {
        case Resolution.Resolved resolved -> {
          indirect |= resolved.indirect();
          matcher.appendReplacement(result, Matcher.quoteReplacement(resolved.value()));
        }
        case Resolution.Unresolved unresolved -> {
          return unresolved;
        }
      }
    }
    matcher.appendTail(result);
    return new Resolution.Resolved(result.toString(), indirect);
  }

  private Resolution lookUp(String name, @Nullable String rest) {
    if (name.equals("file")) {
      return read(rest == null ? "" : rest.strip());
    }
    String value = environment.apply(name);
    if (value != null) {
      return new Resolution.Resolved(value, true);
    }
    return rest != null
        ? new Resolution.Resolved(rest, false)
        : new Resolution.Unresolved(
            "the environment variable " + name + " is not set; set it, or write the value here");
  }

  private static Resolution read(String file) {
    try {
      // Editors end a file with a line break that is not part of the secret.
      return new Resolution.Resolved(
          LINE_BREAKS_AT_END
              .matcher(Files.readString(Path.of(file), StandardCharsets.UTF_8))
              .replaceFirst(""),
          true);
    } catch (IOException | IllegalArgumentException e) {
      return new Resolution.Unresolved(
          "the file '" + file + "' cannot be read; it must exist and be readable by Mailbuoy");
    }
  }
}
