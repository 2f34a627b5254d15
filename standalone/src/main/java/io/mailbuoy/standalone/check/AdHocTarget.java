package io.mailbuoy.standalone.check;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.standalone.terminal.UnusableInputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A target that is in no file. It becomes a small configuration, so that it is checked by the same
/// rules and probed in the same way as one that is.
///
/// @param password never becomes part of the configuration's text
record AdHocTarget(
    String url,
    @Nullable String user,
    @Nullable String password,
    @Nullable Path trust,
    @Nullable String timeout,
    boolean noStartTls) {
  private static final String FILE = "the command line";
  private static final String PASSWORD = "CHECK_PASSWORD";

  /// @throws UnusableInputException where the arguments do not fit together
  MailbuoyConfig configuration() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("id", url);
    keys.put("service", "unnamed");
    keys.put("url", url);
    put(keys, "user", user);
    put(keys, "timeout", timeout);
    put(keys, "password", password == null ? null : "${" + PASSWORD + "}");
    String yaml =
        "mailbuoy:\n  targets:\n    - "
            + keys.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + quoted(entry.getValue()))
                .collect(Collectors.joining("\n      "))
            + tls()
            + "\n";
    ConfigFile file =
        ConfigFile.parse(FILE, yaml, password == null ? Map.of() : Map.of(PASSWORD, password));
    if (!file.report().usable()) {
      throw new UnusableInputException(
          file.report().faults().stream()
              .map(fault -> fault.key().replace("mailbuoy.targets[0].", "") + " " + fault.reason())
              .collect(Collectors.joining("; ")));
    }
    return file.typed();
  }

  private String tls() {
    if (trust == null && !noStartTls) {
      return "";
    }
    return "\n      tls:"
        + (trust == null ? "" : "\n        trust: " + quoted(trust.toString()))
        + (noStartTls ? "\n        mode: none" : "");
  }

  private static void put(Map<String, String> keys, String key, @Nullable String value) {
    if (value != null) {
      keys.put(key, value);
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
