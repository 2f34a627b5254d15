package io.mailbuoy.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Files of the working tree, for tests that hold one file against another.
public final class Repository {
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("mailbuoy.root"), "mailbuoy.root"));

  private Repository() {}

  public static Path file(String path) {
    return ROOT.resolve(path);
  }

  public static String read(String path) {
    try {
      return Files.readString(file(path));
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }

  public static void write(String path, String text) {
    try {
      Path file = file(path);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be written", e);
    }
  }
}
