package io.mailbuoy.benchmarks.probecpu;

import java.io.IOException;
import java.time.Duration;

/// One way of probing a mailbox: TLS with the certificate verified, LOGIN, EXAMINE, LOGOUT, and a
/// new connection for each probe.
interface Contender {
  String name();

  /// Probes as fast as the server answers.
  ///
  /// @param concurrency how many at a time
  /// @param time the warm-up of one third included
  Cost measure(int concurrency, Duration time) throws IOException, InterruptedException;
}
