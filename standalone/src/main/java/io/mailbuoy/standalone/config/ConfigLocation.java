package io.mailbuoy.standalone.config;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.standalone.terminal.UnusableInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Which configuration file a command uses: the one that it is given, the one that
/// `MAILBUOY_CONFIG` names, or `mailbuoy.yaml` in the folder in which the person is.
public final class ConfigLocation {
  private ConfigLocation() {}

  /// @param option the value of `-c`, where it was given
  /// @throws UnusableInputException where there is no such file
  public static Path find(@Nullable Path option) {
    String variable = System.getenv(ConfigFile.VARIABLE);
    if (option != null) {
      return existing(option, "-c names");
    }
    if (variable != null && !variable.isBlank()) {
      return existing(Path.of(variable), ConfigFile.VARIABLE + " names");
    }
    Path here = Path.of(ConfigFile.DEFAULT);
    if (Files.isRegularFile(here)) {
      return here;
    }
    throw new UnusableInputException(
        "there is no "
            + ConfigFile.DEFAULT
            + " in "
            + Path.of("").toAbsolutePath()
            + "; write one as README.md shows, or name one with -c FILE or "
            + ConfigFile.VARIABLE
            + ". './mailbuoy demo' needs none");
  }

  private static Path existing(Path path, String who) {
    if (!Files.isRegularFile(path)) {
      throw new UnusableInputException(
          who + " " + path + ", and there is no such file; correct the name");
    }
    return path;
  }
}
