package io.mailbuoy.testbed;

import java.time.Duration;

/// What a [FaultProxy] does to the server's side of a conversation. Counts are bytes of the
/// server's that still arrive.
public sealed interface ProxyFault {
  /// Everything passes.
  record None() implements ProxyFault {}

  /// After so many bytes nothing more arrives, and the connection stays open for ever.
  record Stall(long afterBytes) implements ProxyFault {}

  /// After so many bytes the connection is reset.
  record Reset(long afterBytes) implements ProxyFault {}

  /// After so many bytes the connection ends as if the server had closed it.
  record Truncate(long afterBytes) implements ProxyFault {}

  /// One byte at a time.
  record Trickle(Duration between) implements ProxyFault {}

  /// After so many bytes, the same byte without end.
  record Flood(long afterBytes, int with) implements ProxyFault {}

  /// The client is heard by nobody: half of the connection is dead, and nobody is told.
  record Deaf() implements ProxyFault {}
}
