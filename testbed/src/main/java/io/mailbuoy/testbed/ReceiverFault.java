package io.mailbuoy.testbed;

import java.net.URI;

/// What goes wrong at a receiver of webhooks.
public sealed interface ReceiverFault {

  /// Requests are judged on their merits.
  record None() implements ReceiverFault {}

  /// Every request is answered so.
  record Status(int code, String body) implements ReceiverFault {}

  /// 429 with `Retry-After`.
  record TooManyRequests(int retryAfterSeconds) implements ReceiverFault {}

  /// A status with `Retry-After` as it is given: seconds, a date, or anything.
  record AskedToWait(int code, String retryAfter) implements ReceiverFault {}

  /// A status that sends the client elsewhere.
  record Redirect(int code, URI to) implements ReceiverFault {}

  /// An answer that promises a longer body than it has.
  record CutOff(int code, String body) implements ReceiverFault {}

  /// An answer that begins and does not go on.
  record Stall(int code, String body) implements ReceiverFault {}

  /// No answer.
  record Hang() implements ReceiverFault {}

  /// The connection ends without an answer.
  record Reset() implements ReceiverFault {}

  /// The next requests are answered with a status, and those after them are well again.
  record Fail(int times, int status) implements ReceiverFault {}
}
