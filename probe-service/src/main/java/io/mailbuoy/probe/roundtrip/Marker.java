package io.mailbuoy.probe.roundtrip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// By what a message of a round trip is known: a header of its own, which says which target sent it,
/// which message it is, and until when somebody waits for it.
///
/// @param owner stands for the target; the same for every message of it
/// @param token this message's own
/// @param until when nobody waits for it any more, so that whoever finds it may delete it
record Marker(String owner, String token, Instant until) {
  static final String HEADER = "X-Mailbuoy-Round-Trip";

  private static final Pattern VALUE = Pattern.compile("([0-9a-f]{16}) ([0-9a-f-]{36}) (\\d{1,15})");
  private static final int OWNER_BYTES = 8;

  /// A new one.
  static Marker of(String targetId, Instant until) {
    return new Marker(owner(targetId), UUID.randomUUID().toString(), until);
  }

  /// What stands for a target in its messages, which leave the house.
  static String owner(String targetId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(targetId.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, OWNER_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Reads a header's value; empty where it is none of ours.
  static Optional<Marker> read(String value) {
    Matcher parts = VALUE.matcher(value.strip());
    return parts.matches()
        ? Optional.of(
            new Marker(
                parts.group(1),
                parts.group(2),
                Instant.ofEpochMilli(Long.parseLong(parts.group(3)))))
        : Optional.empty();
  }

  /// The header's value.
  String value() {
    return owner + " " + token + " " + until.toEpochMilli();
  }

  /// Whether it is a message of the same target for which nobody waits any more.
  boolean leftOverBy(String target, Instant now) {
    return owner.equals(target) && until.isBefore(now);
  }
}
