package io.mailbuoy.standalone.supervisor;

import java.nio.file.Path;
import java.time.Duration;

/// What happens to a service while it is supervised.
public sealed interface ServiceEvent {
  /// The module's name.
  String service();

  /// It answers that it is ready; it does so after every start.
  ///
  /// @param after since it was started
  record Ready(String service, Duration after) implements ServiceEvent {}

  /// It ended by itself or was killed, and is started again.
  ///
  /// @param exitCode 128 + the signal's number where a signal ended it
  /// @param pause how long until then; zero the first time
  record Died(String service, int exitCode, Duration pause, Path log) implements ServiceEvent {}

  /// It will not run with this configuration, so it is not started again.
  ///
  /// @param message what it said
  record Refused(String service, String message) implements ServiceEvent {}

  /// It wrote a line that somebody should see.
  ///
  /// @param level `WARN` or `ERROR`
  record Remark(String service, String level, String text) implements ServiceEvent {}
}
