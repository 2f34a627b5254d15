package io.mailbuoy.testbed;

/// What goes wrong at a receiver of webhooks.
public sealed interface ReceiverFault {

  /// Requests are judged on their merits.
  record None() implements ReceiverFault {}

  /// Every request is answered so.
  record Status(int code, String body) implements ReceiverFault {}

  /// 429 with `Retry-After`.
  record TooManyRequests(int retryAfterSeconds) implements ReceiverFault {}

  /// No answer.
  record Hang() implements ReceiverFault {}

  /// The connection ends without an answer.
  record Reset() implements ReceiverFault {}

  /// The next requests are answered with a status, and those after them are well again.
  record Fail(int times, int status) implements ReceiverFault {}
}
