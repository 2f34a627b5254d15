package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.FailureKind;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What went wrong in a phase.
///
/// @param serverText the server's own words, verbatim but for secrets; absent where it said nothing
/// @param retryable whether the same attempt may succeed a moment later
/// @param backOff how long the server wants to be left alone
/// @param detail what we know beyond the server's words, in our own
public record Fault(
    FailureKind kind,
    @Nullable String serverText,
    boolean retryable,
    Optional<Duration> backOff,
    @Nullable String detail) {
  /// Longer texts are cut; nobody reads them, and they would travel in every event.
  private static final int LONGEST_TEXT = 1_000;

  public Fault {
    serverText = shortened(serverText);
    detail = shortened(detail);
  }

  /// A fault of which nothing is known but what the server says.
  public Fault(
      FailureKind kind,
      @Nullable String serverText,
      boolean retryable,
      Optional<Duration> backOff) {
    this(kind, serverText, retryable, backOff, null);
  }

  /// A text as events hold it.
  static @Nullable String shortened(@Nullable String text) {
    return text == null || text.length() <= LONGEST_TEXT
        ? text
        : text.substring(0, LONGEST_TEXT - 1) + "…";
  }

  /// A fault that passes by itself, perhaps.
  public static Fault passing(FailureKind kind, @Nullable String serverText) {
    return new Fault(kind, serverText, true, Optional.empty());
  }

  /// A fault that somebody has to mend.
  public static Fault lasting(FailureKind kind, @Nullable String serverText) {
    return new Fault(kind, serverText, false, Optional.empty());
  }

  /// The server asks to be left alone.
  public static Fault throttled(@Nullable String serverText, Optional<Duration> backOff) {
    return new Fault(FailureKind.THROTTLED, serverText, false, backOff);
  }

  /// The same fault, with what we know of it.
  public Fault because(String reason) {
    return new Fault(kind, serverText, retryable, backOff, reason);
  }

  /// The same fault with texts without secrets.
  public Fault redacted(Redaction redaction) {
    return serverText == null && detail == null
        ? this
        : new Fault(
            kind,
            serverText == null ? null : redaction.of(serverText),
            retryable,
            backOff,
            detail == null ? null : redaction.of(detail));
  }
}
