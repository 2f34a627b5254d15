package io.mailbuoy.standalone.supervisor;

import java.time.Duration;

/// How long to wait before a service that died is started again: at first hardly at all, then twice
/// as long each time. A service that ran for a while begins anew.
///
/// @param next the pause after the next death
record Pauses(Duration next) {
  static final Duration SHORTEST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration A_WHILE = Duration.ofMinutes(1);

  static Pauses begin() {
    return new Pauses(SHORTEST);
  }

  /// After a death whose pause was [#next].
  Pauses afterDeath() {
    Duration doubled = next.multipliedBy(2);
    return new Pauses(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
  }

  /// After a run of some length.
  Pauses afterRun(Duration run) {
    return run.compareTo(A_WHILE) >= 0 ? begin() : this;
  }
}
