package io.mailbuoy.probe.imap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The front-end server's name that Exchange hides in its greeting, in base64 of UTF-16LE. It tells
/// the site and the forest, and so what failures have in common.
final class FrontEnd {
  private static final Pattern BRACKET = Pattern.compile("\\[([A-Za-z0-9+/]{8,}={0,2})]\\s*$");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{1,253}");

  private FrontEnd() {}

  /// The name in a greeting, where there is one.
  static Optional<String> of(String greeting) {
    Matcher bracket = BRACKET.matcher(greeting);
    if (!bracket.find()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(bracket.group(1));
      String name = new String(bytes, StandardCharsets.UTF_16LE);
      return Optional.of(name).filter(text -> NAME.matcher(text).matches());
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
