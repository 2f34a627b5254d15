package io.mailbuoy.standalone;

import io.mailbuoy.standalone.broker.BrokerException;
import io.mailbuoy.standalone.terminal.Terminal;
import io.mailbuoy.standalone.terminal.UnusableInputException;

/// What a person gets when a command cannot go on.
final class Failures {
  private Failures() {}

  /// @return the exit code
  static int report(Exception failure, Terminal terminal) {
    return switch (failure) {
      case UnusableInputException unusable -> {
        terminal.fault(String.valueOf(unusable.getMessage()));
        yield ExitCode.UNUSABLE;
      }
      case BrokerException broker -> {
        terminal.fault(String.valueOf(broker.getMessage()));
        yield ExitCode.FAILED;
      }
      default -> {
        terminal.fault("this is a fault in Mailbuoy itself; please report it with these lines:");
        terminal.trace(failure);
        yield ExitCode.FAILED;
      }
    };
  }
}
