package io.mailbuoy.testbed;

/// What goes wrong at Graph.
public sealed interface GraphFault {

  /// Graph answers.
  record None() implements GraphFault {}

  /// An error whose message is JSON in JSON, as Graph's service health has it.
  @SuppressWarnings("AvoidCommonTypeNames") // Always written with its interface in front.
  record Error(int status, String code) implements GraphFault {}

  /// 429 with `Retry-After`.
  record TooManyRequests(int retryAfterSeconds) implements GraphFault {}

  /// Requests with a `$filter` are refused with 400; paging still works.
  record FilterRefused() implements GraphFault {}

  /// No answer.
  record Hang() implements GraphFault {}

  /// 429 with `Retry-After` as a date.
  record TooManyRequestsUntil(java.time.Instant moment) implements GraphFault {}

  /// Any answer: one that is empty, or says something else than was asked for.
  record Says(int status, String body) implements GraphFault {}

  /// The fault is at one list alone, for example `/messages`.
  record Only(String list, GraphFault fault) implements GraphFault {}

  /// A front door's page with status 200 in place of JSON.
  record Html() implements GraphFault {}
}
