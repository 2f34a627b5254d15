package io.mailbuoy.probe.wire;

/// When TLS begins.
public enum Security {
  /// With the first byte, as on port 993.
  IMPLICIT,
  /// With STARTTLS, or not at all, and then it is a failure.
  STARTTLS,
  /// Never, because the configuration says so.
  NONE
}
