package io.mailbuoy.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What README.md asks whoever installs it to provide.
final class Provided {
  private static final Pattern SECRET =
      Pattern.compile("create secret generic (\\S+)((?:\\s*\\\\?\\s+--from-file=\\S+)+)");

  private static final Pattern KEY = Pattern.compile("--from-file=([^=\\s]+)=");

  private Provided() {}

  /// The Secrets by name, with their keys.
  static Map<String, Set<String>> secrets() {
    Map<String, Set<String>> secrets = new HashMap<>();
    Matcher commands = SECRET.matcher(readme());
    while (commands.find()) {
      Set<String> keys = new HashSet<>();
      Matcher key = KEY.matcher(commands.group(2));
      while (key.find()) {
        keys.add(key.group(1));
      }
      secrets.put(commands.group(1), keys);
    }
    return secrets;
  }

  private static String readme() {
    try {
      return Files.readString(Overlay.ROOT.resolve("k8s/README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
