package io.mailbuoy.probe.logs;

import java.time.Instant;

/// A finding, and where it comes from.
///
/// @param origin tells its line from every other
record Evidence(Finding finding, String line, String origin, Instant at) {}
