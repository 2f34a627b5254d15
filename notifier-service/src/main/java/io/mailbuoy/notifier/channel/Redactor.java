package io.mailbuoy.notifier.channel;

import io.mailbuoy.contracts.config.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Blots secrets out of what a receiver says before it is logged or kept. A webhook's address is a
/// secret in all its parts, because a server may quote any of them back.
public final class Redactor {
  private static final int SHORTEST_PART = 8;
  private static final int LONGEST_TEXT = 300;
  private static final Pattern URLS = Pattern.compile("(?i)\\bhttps?://\\S+");

  private final List<Secret> parts;

  private Redactor(Stream<String> parts) {
    this.parts =
        parts
            .filter(part -> !part.isEmpty())
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Secret::new)
            .toList();
  }

  /// Knows these secrets. Those that are addresses are blotted out in parts too.
  public static Redactor of(Secret... secrets) {
    return new Redactor(Arrays.stream(secrets).map(Secret::reveal).flatMap(Redactor::partsOf));
  }

  /// A short, single-line form of a text that others have written.
  public String clean(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    for (Secret part : parts) {
      line = part.redact(line);
    }
    return Text.clip(URLS.matcher(line).replaceAll("***"), LONGEST_TEXT);
  }

  private static Stream<String> partsOf(String secret) {
    List<String> parts = new ArrayList<>(List.of(secret));
    // The word before a token in an Authorization header is no secret, and the token alone is one.
    Arrays.stream(secret.split(" ", -1))
        .filter(part -> part.length() >= SHORTEST_PART)
        .forEach(parts::add);
    if (secret.startsWith("http://") || secret.startsWith("https://")) {
      URI uri = URI.create(secret);
      Stream.of(uri.getAuthority(), uri.getHost(), uri.getRawPath(), uri.getRawQuery())
          .filter(part -> part != null && part.length() >= SHORTEST_PART)
          .forEach(parts::add);
      String rest = secret.substring(secret.indexOf("://") + "://".length());
      Arrays.stream(rest.split("[/?&=#;]"))
          .filter(part -> part.length() >= SHORTEST_PART)
          .forEach(parts::add);
    }
    return parts.stream().flatMap(part -> Stream.of(part, decoded(part)));
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return part; // a lone % is no escape, so the part is its own decoded form
    }
  }
}
