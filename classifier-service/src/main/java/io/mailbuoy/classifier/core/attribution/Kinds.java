package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.contracts.event.FailureKind;
import java.util.EnumMap;
import java.util.Map;

/// What a kind of failure can be evidence of.
public enum Kinds {
  /// The server, or the way to it.
  SERVER,
  /// One account: credential, permission, mailbox. With Exchange, an outage reads the same.
  ACCOUNT,
  TOKEN_REJECTED,
  TOKEN_POLICY,
  TOKEN_UNAVAILABLE,
  NAME,
  CERTIFICATE,
  /// A filter of the mailbox's side took a message for junk.
  FILTERED,
  THROTTLED;

  /// The meaning of a kind. A new kind does not compile until it has one.
  public static Kinds of(FailureKind kind) {
    return switch (kind) {
      case DNS_FAILURE -> NAME;
      case CERTIFICATE_INVALID -> CERTIFICATE;
      case AUTH_REJECTED, AUTH_THEN_UNUSABLE, MAILBOX_ERROR -> ACCOUNT;
      case DELIVERED_TO_JUNK -> FILTERED;
      case THROTTLED -> THROTTLED;
      case TOKEN_REJECTED -> TOKEN_REJECTED;
      case TOKEN_POLICY -> TOKEN_POLICY;
      case TOKEN_UNAVAILABLE -> TOKEN_UNAVAILABLE;
      case CONNECT_REFUSED,
          CONNECT_TIMEOUT,
          TLS_FAILURE,
          TIMEOUT,
          DISCONNECTED,
          SERVER_UNAVAILABLE,
          NOT_DELIVERED,
          HTTP_ERROR,
          PROTOCOL_ERROR,
          UNKNOWN ->
          SERVER;
    };
  }

  /// What most failures are evidence of.
  static Kinds dominant(Map<FailureKind, Integer> failures) {
    Map<Kinds, Integer> counts = new EnumMap<>(Kinds.class);
    failures.forEach((kind, count) -> counts.merge(of(kind), count, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.<Kinds, Integer>comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(SERVER);
  }

  /// Whether a broken path would look like this: no answer came from the other side.
  public static boolean pathLike(FailureKind kind) {
    return switch (kind) {
      case DNS_FAILURE, CONNECT_REFUSED, CONNECT_TIMEOUT, TIMEOUT, DISCONNECTED, TLS_FAILURE ->
          true;
      case CERTIFICATE_INVALID,
          SERVER_UNAVAILABLE,
          AUTH_REJECTED,
          AUTH_THEN_UNUSABLE,
          THROTTLED,
          TOKEN_REJECTED,
          TOKEN_POLICY,
          TOKEN_UNAVAILABLE,
          MAILBOX_ERROR,
          NOT_DELIVERED,
          DELIVERED_TO_JUNK,
          HTTP_ERROR,
          PROTOCOL_ERROR,
          UNKNOWN ->
          false;
    };
  }
}
