package io.mailbuoy.testbed;

/// What goes wrong at a web page.
public sealed interface WebFault {

  /// The page comes with status 200.
  record None() implements WebFault {}

  /// The page comes with another status.
  record Status(int code) implements WebFault {}

  /// No answer.
  record Hang() implements WebFault {}

  /// The connection ends without an answer.
  record Reset() implements WebFault {}
}
