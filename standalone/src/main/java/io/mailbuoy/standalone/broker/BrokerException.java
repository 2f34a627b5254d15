package io.mailbuoy.standalone.broker;

/// The broker cannot be used. The message tells a person what is wrong and what to do.
public final class BrokerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokerException(String message) {
    super(message);
  }

  BrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
