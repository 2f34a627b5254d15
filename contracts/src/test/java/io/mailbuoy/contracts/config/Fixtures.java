package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Configuration files for the tests, and the environment in which they are read.
final class Fixtures {
  static final String SECRET = "hunter2";
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "CONTOSO_SECRET", "contoso-" + SECRET,
          "TEAMS_URL", "https://hooks.example.org/" + SECRET,
          "PD_KEY", "pd-" + SECRET,
          "MAIL_PASSWORD", "mail-" + SECRET,
          "CANARY", "canary-" + SECRET);

  private Fixtures() {}

  /// The text of a file below `src/test/resources/config`, with a folder in which the secret file
  /// `canary` and the certificate `own-ca.pem` lie.
  static String text(String name, Path folder) {
    try {
      Files.writeString(folder.resolve("canary"), "from-a-file-" + SECRET + "\n");
      Files.writeString(
          folder.resolve("own-ca.pem"),
          Repository.read("contracts/src/test/resources/config/own-ca.pem"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Repository.read("contracts/src/test/resources/config/" + name)
        .replace("@DIR@", folder.toString());
  }

  static ConfigFile parse(String text) {
    return parse(text, ENVIRONMENT);
  }

  static ConfigFile parse(String text, Map<String, String> environment) {
    return ConfigFile.parse("mailbuoy.yaml", text, environment);
  }
}
